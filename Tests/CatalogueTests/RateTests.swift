import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Synchronization
import Testing
import Trial
import Workload

@testable import Catalogue

@Suite(.timeLimit(.minutes(1)))
struct RateTests {
  @Test(
    "The queue's formulas, by hand: rate, capacity, mean wait, p50, p99.",
    arguments: [
      // ρ = 0.5: the mean is s ÷ 2; half of the units do not wait; p99 is s·ln 50.
      (5000, 10_000, 50e-6, 0, 391.2e-6),
      // ρ = 0.9: the mean is 4.5·s; p50 is 5·s·ln 1.8; p99 is 5·s·ln 90.
      (900, 1000, 4.5e-3, 2.939e-3, 22.50e-3),
      (0, 1000, 0, 0, 0),
    ] as [(Double, Double, Double, Double, Double)])
  func queue(rate: Double, capacity: Double, mean: Double, p50: Double, p99: Double) {
    let queue = DeterministicQueue(arrivalsPerSecond: rate, servedPerSecond: capacity)
    #expect(abs(queue.meanWait - mean) <= mean * 1e-3)
    #expect(abs(queue.wait(quantile: 0.5) - p50) <= p50 * 1e-3)
    #expect(abs(queue.wait(quantile: 0.99) - p99) <= p99 * 1e-3)
  }

  @Test func aQueueBeyondCapacityHasAFiniteWait() {
    let queue = DeterministicQueue(arrivalsPerSecond: 5000, servedPerSecond: 1000)
    #expect(queue.meanWait.isFinite && queue.meanWait > 0.04)
  }

  @Test("The mean wait of a simulated queue is within 5 % of the formula.")
  func simulated() {
    // Lindley's recursion (1952): a unit waits for the work that was there before it and is not done yet.
    let times = Arrivals(.poisson, perSecond: 7000, seed: 11).times(count: 400_000)
    var wait = 0.0
    var sum = 0.0
    for (earlier, later) in zip(times, times.dropFirst()) {
      wait = max(0, wait + 1e-4 - Double(later - earlier) * 1e-9)
      sum += wait
    }
    let queue = DeterministicQueue(arrivalsPerSecond: 7000, servedPerSecond: 10_000)
    #expect(abs(sum / 399_999 / queue.meanWait - 1) < 0.05)
  }

  private static let measured = Capacity([
    .init(strategy: .threadPool, unitsPerSecond: 6000), .init(strategy: .eventLoop, unitsPerSecond: 12_000),
  ])

  private func schedule(_ capacities: [String: Capacity]) throws -> Schedule {
    try Schedule(
      RunChoices(experiments: [.rate], profile: .quick, strategies: [.threadPool, .eventLoop], capacities: capacities),
      machine: twoCores)
  }

  @Test("Rates are shares of the slowest strategy's rounded capacity, the same for all strategies.")
  func rates() throws {
    let loads = try schedule(["rate": Self.measured]).loads
    #expect(loads.map { $0.spec.arrivals?.perSecond } == [1900, 4400, 5700])
    #expect(loads.map(\.spec.units) == [2000, 2000, 2280], "a p99 needs 2,000")
    let headline = try #require(loads.first { $0.isDecisive })
    let plans = [StrategyName.threadPool, .eventLoop].map { headline.request(for: $0, on: twoCores).plan }
    #expect(plans[0].arrivals == plans[1].arrivals)
    #expect(plans[0].arrivals == Arrivals(.poisson, perSecond: 4400, seed: headline.resolved.seed))
    #expect(plans.allSatisfy { $0.concurrency == 128 && $0.units == 2000 })
    // 2,000 pages are at the server for at least 5 ms each.
    #expect(headline.request(for: .eventLoop, on: twoCores).checks.leastServerSeconds.isApproximately(10))
  }

  @Test("A strategy's prediction follows from its own capacity: 5 ms, its time per page, and the wait.")
  func prediction() throws {
    let load = try #require(try schedule(["rate": Self.measured]).load("load-70"))
    func predicted(_ strategy: StrategyName, _ stat: String) -> Double? {
      (load.prediction(for: strategy)?.further.first { $0.stat == stat }?.value).map { ($0 * 1e7).rounded() / 1e7 }
    }
    // ρ = 0.733, s = 166.7 µs: the mean wait is 229.2 µs, that of units that wait 312.5 µs; ln(0.733 ÷ 0.5) and ln
    // 73.3.
    #expect(predicted(.threadPool, "mean") == 0.0053958)
    #expect(predicted(.threadPool, "p50") == 0.0052864)
    #expect(predicted(.threadPool, "p99") == 0.0065089)
    // ρ = 0.367, s = 83.3 µs: most units do not wait; the mean of those that do is 65.8 µs; ln 36.7.
    #expect(predicted(.eventLoop, "p50") == 0.0050833)
    #expect(predicted(.eventLoop, "p99") == 0.0053203)
  }

  private static let choices = RunChoices(
    experiments: [.rate], profile: .standard, strategies: [.threadPool, .eventLoop])

  @Test("Capacities are medians; the plan contains them, and a resumed run uses them.")
  func calibration() async throws {
    // Trials of threads take 100 ms, one of them 500 ms; those of the loop take 20 ms.
    let slow = Mutex(1)
    let runner = FakeRunner { request, _ in
      guard request.plan.units == 5000, request.plan.strategy == .threadPool else {
        return .fake(request, milliseconds: [20])
      }
      let isSlow = slow.withLock { slow in
        slow -= 1
        return slow == 0
      }
      return .fake(request, milliseconds: [isSlow ? 500 : 100])
    }
    let (choices, machine) = try await Calibration(with: runner).calibrated(Self.choices, twoCores)
    let capacity = try #require(choices.capacities["rate"])
    #expect(capacity.unitsPerSecond(.threadPool)?.isApproximately(50_000) == true)
    #expect(capacity.unitsPerSecond(.eventLoop)?.isApproximately(250_000) == true)
    #expect(capacity.least == capacity.unitsPerSecond(.threadPool))
    let probes = runner.requests.filter { $0.plan.units == 5000 }
    #expect(probes.count == 6 && probes.allSatisfy { $0.plan.arrivals == nil && $0.plan.concurrency == 128 })

    let plan = RunPlan(try Schedule(choices, machine: machine), runID: "run-1", arguments: [])
    let read = try JSONDecoder().decode(RunPlan.self, from: Data(try plan.json().utf8))
    #expect(read.experiments[0].capacity == capacity)
    #expect(read.experiments[0].loads.map { $0.arrivals?.perSecond } == [15_000, 25_000, 35_000, 45_000])
    #expect(RunPlan(try Schedule(read), runID: "run-1", arguments: []) == plan)
  }

  @Test func calibrationThatFailsNamesTheStrategyAndTheCause() async throws {
    let runner = FakeRunner { request, _ in
      .fake(request, invalidReason: request.plan.strategy == .eventLoop ? "a wrong byte" : nil)
    }
    await #expect {
      _ = try await Calibration(with: runner).calibrated(Self.choices, twoCores)
    } throws: {
      "\($0)" == "rate: cannot measure what event-loop can do, its trials are invalid: a wrong byte"
    }
  }
}
