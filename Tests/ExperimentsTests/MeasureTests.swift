import Catalogue
import Experiments
import FakeRuns
import HostSystem
import Runs
import Statistics
import Strategies
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct MeasureTests {
  @Test("A quantile needs 20 units beyond it.")
  func support() {
    let least = Quantile.allCases.map { quantile in (1...100_000).first { quantile.isSupported(by: $0) } }
    #expect(least == [40, 200, 2000, 20_000])
  }

  @Test func nearestRank() {
    let hundred = Array(1...100)
    #expect(Quantile.p50.value(ofSorted: hundred) == 50)
    #expect(Quantile.p90.value(ofSorted: hundred) == 90)
    #expect(Quantile.p99.value(ofSorted: hundred) == 99)
    #expect(Quantile.p999.value(ofSorted: hundred) == 100)
    #expect(Quantile.p50.value(ofSorted: [3]) == 3)
    #expect(Quantile.p50.value(ofSorted: [3, 4, 5]) == 4)
  }

  @Test("Of a trial in turns the windows count: half of the units in them, at half the pace and a third of the CPU.")
  func turns() throws {
    let planned = try Schedule.of(.fivePages).loads[0]
    var result = TrialResult.fake(planned.request(for: .taskGroup, on: twoCores), milliseconds: [100])
    let usage = ResourceUsage(
      userNanoseconds: 500_000, systemNanoseconds: 166_667, voluntarySwitches: 1, involuntarySwitches: 0,
      minorFaults: 0, majorFaults: 0)
    result.record.turns = [1, 1.5].map {
      TurnWindow(units: Int($0 * 2), nanoseconds: Int64($0 * 80_000_000), usage: usage)
    }
    let found = TrialMeasures(of: result).measurements
    func value(_ name: String) -> Double? { found.first { $0.metric.name == name }?.value }
    #expect(value("runtime")?.isApproximately(0.2) == true)
    #expect(value("throughput")?.isApproximately(25) == true)
    #expect(value("cpu_per_unit")?.isApproximately(2 * 0.666667e-3 / 5) == true)
    #expect(value("switches_voluntary") == 2)
  }

  @Test func measurementsOfATrial() throws {
    let planned = try Schedule.of(.fivePages).loads[0]
    let result = TrialResult.fake(
      planned.request(for: .taskGroup, on: twoCores), milliseconds: [120, 180, 350, 90, 260])
    let found = TrialMeasures(of: result).measurements
    func value(_ name: String, _ stat: String = "value") -> Double? {
      found.first { $0.metric.name == name && $0.stat == stat }?.value
    }
    #expect(value("runtime") == 0.35)
    #expect(value("cumulative")?.isApproximately(1) == true)
    #expect(value("overlap")?.isApproximately(1 / 0.35) == true)
    #expect(value("slowest") == 0.35)
    #expect(value("runtime_per_slowest") == 1)
    #expect(value("throughput")?.isApproximately(5 / 0.35) == true)
    #expect(value("cpu_user") == 0.003 && value("cpu_system") == 0.002)
    #expect(value("cpu_per_unit")?.isApproximately(0.001) == true)
    #expect(value("rss_peak") == 2_097_152)
    #expect(value("threads_peak") == 4)
    #expect(value("switches_voluntary") == 30 && value("switches_involuntary") == 10)
    #expect(value("faults_minor") == 7 && value("faults_major") == 0)
    #expect(value("bytes_received") == 5120 && value("connections_opened") == 0 && value("errors") == 0)
    #expect(value("latency", "mean")?.isApproximately(0.2) == true && value("latency", "max") == 0.35)
    #expect(value("latency", "p50") == nil, "five units have no quantiles")
    #expect(value("server_cpu") == nil, "there was no server")
    #expect(Set(found.map { "\($0.metric.name) \($0.stat)" }).count == found.count, "each number once")
  }

  @Test("Buckets have every unit, with three significant digits.")
  func histogram() {
    let buckets = LatencyHistogram(.latency, nanoseconds: [1_500, 120_000_000, 120_000_000, 90_000_000_000]).buckets
    #expect(buckets.map(\.count) == [1, 2, 1])
    #expect(buckets[1].low <= 120_000_000 && buckets[1].high >= 120_000_000)
    #expect(Double(buckets[1].high - buckets[1].low) <= 120_000)
    #expect(buckets[2].low <= 60_000_000_000, "longer than a minute counts as a minute")
  }
}
