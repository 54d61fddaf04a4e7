import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite("Estimates from all trials of an experiment", .timeLimit(.minutes(1)))
struct EstimateTests {
  /// Runs an experiment with trials of given runtimes in seconds; returns its estimates by strategy and name.
  private func estimates(
    of experiment: Experiment, blocks: Int, cores: Int = 2,
    runtime: @escaping @Sendable (TrialPlan) -> Double
  ) async throws -> [String: [String]] {
    let path = FileManager.default.temporaryDirectory.appending(path: "estimates-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let machine = Machine(cores: cores, poolWidth: cores, openFiles: 20_000, computingSecondsPerByte: 1e-9)
    let schedule = try Schedule(
      RunChoices(experiments: [experiment], profile: .standard, blocks: blocks), machine: machine)
    let plan = RunPlan(schedule, runID: "run", arguments: [])
    let folder = try RunFolder.create(at: path, runID: "run", plan: try plan.json(), environment: [])
    let runner = FakeRunner { request, _ in
      var small = request
      small.plan.units = 1
      var result = TrialResult.fake(small)
      result.record.runtimeNanoseconds = Int64(runtime(request.plan) * 1e9)
      return result
    }
    _ = await ExperimentRun(schedule, into: folder, with: runner).run()
    var estimates: [String: [String]] = [:]
    for line in Estimate.csv(try RunResults(folder)).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      estimates["\(fields[2]) \(fields[4])"] = Array(fields[5...])
    }
    return estimates
  }

  /// Handing out a unit takes 2 µs; all work is a quarter slower than calibrated and is spread over the cores that the
  /// strategy uses.
  @Test func breakEvenGrain() async throws {
    let found = try await estimates(of: .grain, blocks: 3) { plan in
      guard let computation = plan.work.computation else { return 1 }
      let computing = Double(computation.pageBytes * computation.passes) * 1e-9
      let work = 1.25 * Double(plan.units) * (computing + 2e-6)
      return plan.strategy == .eventLoop || plan.strategy == .sequential ? work : work / 2
    }
    for strategy in ["thread-pool", "event-loop"] {
      let estimate = try #require(found["\(strategy) break_even_grain"])
      #expect(estimate[0] == "s")
      #expect(abs(try #require(Double(estimate[1])) - 18e-6) < 1e-8, "\(strategy)")
      #expect(try #require(Double(estimate[2])) <= 18.01e-6, "\(strategy)")
      #expect(try #require(Double(estimate[3])) >= 17.99e-6, "\(strategy)")
    }
  }

  /// 8 units of 10 ms in flight are 800 per second, and 2 cores are saturated if each unit computes for 2.5 ms.
  @Test func crossoverShare() async throws {
    let found = try await estimates(of: .mixed, blocks: 3) { plan in
      guard let computation = plan.work.computation else { return Double(plan.units) / 800 }
      return Double(plan.units * computation.pageBytes * computation.passes) * 1e-9 / 2
    }
    let estimate = try #require(found["thread-pool crossover_share"])
    for end in 1...3 { #expect(abs(try #require(Double(estimate[end])) - 0.25) < 1e-6) }
    #expect(estimate[4] == "6")
  }

  /// A tenth of the work is serial, X = N ÷ (1 + 0.1·(N − 1)), up to the number of cores. Workers beyond the cores gain
  /// nothing, which must not count as serial work.
  @Test(arguments: [2, 8]) func serialShare(cores: Int) async throws {
    let found = try await estimates(of: .speedup, blocks: 1, cores: cores) { plan in
      let workers = Double(min(plan.concurrency, cores))
      return Double(plan.units) * 1e-3 * (1 + 0.1 * (workers - 1)) / workers
    }
    let serial = try #require(found["thread-pool amdahl_serial"])
    #expect(abs(try #require(Double(serial[1])) - 0.1) < 1e-6)
    // Two numbers of workers give a value without an interval.
    #expect(serial[2].isEmpty == (cores == 2))
    let coherency = found["thread-pool usl_coherency"].flatMap { Double($0[1]) }
    #expect(cores == 2 ? coherency == nil : abs(coherency ?? 1) < 1e-6)
  }
}
