import Catalogue
import Experiments
import FakeRuns
import PageProtocol
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct OpenLoopTimesTests {
  private static let millisecond: Int64 = 1_000_000

  /// A unit with times in milliseconds; without a start it never began.
  private func row(due: Int64, start: Int64? = nil, done: Int64 = 0, fault: Fault? = nil) -> UnitRow {
    var row = UnitRow(intendedNanoseconds: due * Self.millisecond)
    guard let start else { return row }
    row.startNanoseconds = start * Self.millisecond
    row.doneNanoseconds = done * Self.millisecond
    row.fault = fault?.rawValue ?? 0
    row.timesEnded = 1
    return row
  }

  private func evaluated(_ rows: [UnitRow], end: Int64) -> OpenLoopTimes? {
    OpenLoopTimes(rows, end: end * Self.millisecond)
  }

  @Test func threeTimesPerUnit() throws {
    let times = try #require(
      evaluated([row(due: 100, start: 100, done: 105), row(due: 101, start: 107, done: 119)], end: 200))
    #expect(times.response == [5_000_000, 18_000_000])
    #expect(times.service == [5_000_000, 12_000_000])
    #expect(times.lag == [0, 6_000_000])
    #expect(times.censored == 0)
  }

  @Test func aClosedLoopHasNoOpenLoopTimes() {
    #expect(OpenLoopTimes([UnitRow(startNanoseconds: 1, doneNanoseconds: 2, timesEnded: 1)], end: 3) == nil)
    #expect(OpenLoopTimes([], end: 3) == nil)
  }

  @Test("A unit that is unfinished at the end counts with its time so far.")
  func censored() throws {
    let times = try #require(
      evaluated(
        [
          row(due: 100, start: 100, done: 110), row(due: 101, start: 110, done: 900, fault: .cancelled), row(due: 103),
        ], end: 903))
    #expect(times.censored == 2)
    #expect(times.response == [10_000_000, 799_000_000, 800_000_000])
    #expect(times.service == [10_000_000, 790_000_000])
    #expect(times.lag == [0, 9_000_000, 800_000_000])
  }

  @Test("A strategy that keeps up has done, at the last arrival, all units that had arrived a service time before.")
  func achieved() throws {
    // A unit arrives every millisecond and takes 5 ms.
    let steady = (0..<1000 as Range<Int64>).map { row(due: 1 + $0, start: 1 + $0, done: 6 + $0) }
    #expect(evaluated(steady, end: 1006)?.achievedRatio == 1)
    // Half as many units are done as arrive.
    let slow = (0..<1000 as Range<Int64>).map { row(due: 1 + $0, start: 1 + 2 * $0, done: 6 + 2 * $0) }
    let ratio = try #require(evaluated(slow, end: 2006)?.achievedRatio)
    #expect((0.495...0.505).contains(ratio))
    // All units arrive at the same moment, so there is no time in which to keep up.
    let burst = evaluated([row(due: 1, start: 1, done: 2), row(due: 1, start: 2, done: 3)], end: 3)
    #expect(burst != nil && burst?.achievedRatio == nil)
    // No unit ever begins.
    #expect(evaluated((0..<10 as Range<Int64>).map { row(due: 1 + $0) }, end: 100)?.achievedRatio == 0)
  }

  @Test func measurements() throws {
    let planned = try Schedule.of(.rate).loads[0]
    var result = TrialResult.fake(planned.request(for: .callbacks, on: twoCores), milliseconds: [5])
    let start = result.record.startMonotonicNanoseconds
    for unit in result.rows.indices {
      result.rows[unit].intendedNanoseconds = start + Int64(unit) * 500_000
      result.rows[unit].startNanoseconds = start + Int64(unit) * 500_000 + 100_000
      result.rows[unit].doneNanoseconds = start + Int64(unit) * 500_000 + 5_100_000
    }
    let found = TrialMeasures(of: result).measurements
    func value(_ name: String, _ stat: String = "value") -> Double? {
      found.first { $0.metric.name == name && $0.stat == stat }?.value
    }
    #expect(value("response", "p50")?.isApproximately(0.0051) == true)
    #expect(value("service", "max")?.isApproximately(0.005) == true)
    #expect(value("lag", "mean")?.isApproximately(0.0001) == true)
    #expect(value("censored") == 0 && value("saturated") == 0)
    #expect(value("latency", "mean") == nil, "an open loop has three times instead of a latency")
    #expect(Set(found.map { "\($0.metric.name) \($0.stat)" }).count == found.count, "each number once")
  }

  @Test("Adding the histograms of two runs gives the histogram of both together.", arguments: 0..<4 as Range<UInt64>)
  func histogramsMerge(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // From nanoseconds to minutes, including both ends of the range.
    func durations() -> [Int64] {
      [0, 60_000_000_000, 90_000_000_000] + (0..<2000).map { _ in Int64(random.next() >> (27 + random.next() % 36)) }
    }
    func histogram(_ nanoseconds: [Int64]) -> [LatencyHistogram.Bucket] {
      LatencyHistogram(.response, nanoseconds: nanoseconds).buckets
    }
    let one = durations()
    let other = durations()
    var sum: [[UInt64]: Int] = [:]
    for bucket in histogram(one) + histogram(other) {
      sum[[bucket.low, bucket.high], default: 0] += bucket.count
    }
    let both = histogram(one + other)
    #expect(both.count == sum.count)
    #expect(both.allSatisfy { sum[[$0.low, $0.high]] == $0.count })
    #expect(both.reduce(0) { $0 + $1.count } == one.count + other.count)
  }
}
