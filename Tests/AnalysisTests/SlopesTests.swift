import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import HostSystem
import Runs
import Strategies
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct SlopesTests {
  @Test(
    "Threads of 9 KiB and tasks of 2 KiB have these slopes; loads of another kind have slopes of their own.")
  func slopes() async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.memory, profile: .quick, strategies: [.threadPool, .taskGroup], blocks: 1)
    let folder = try RunFolder.create(
      at: scratch.path, runID: "run-1", plan: try RunPlan(schedule, runID: "run-1", arguments: []).json(),
      environment: [])
    let runner = FakeRunner { request, _ in
      var result = TrialResult.fake(request)
      // A process starts at 30 MiB, and a load without units adds 1 MiB.
      let kibibytes = request.plan.units * (request.plan.strategy == .threadPool ? 9 : 2) + 1024
      func reading(_ kibibytes: Int) -> MemoryReading {
        MemoryReading(rollup: "Rss: \(30_720 + kibibytes) kB", status: "", machine: "")
      }
      result.heldMemory = HeldMemory(
        unitsWaiting: request.plan.units, before: reading(0), during: reading(kibibytes))
      return result
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    #expect(outcome.ending == .finished)
    let run = try RunResults(folder)
    let slopes = run.results(of: try #require(run.plan.experiments.first)).slopes(of: [.resident])
    func slope(_ strategy: StrategyName, _ load: String) -> Estimate? {
      slopes.first { $0.strategy == strategy && $0.load == load }
    }
    let thread = try #require(slope(.threadPool, ""))
    #expect(thread.name == "rss_slope" && thread.unit == "B")
    #expect(abs(thread.value - 9 * 1024) < 0.01)
    #expect(abs(try #require(slope(.taskGroup, "")).value - 2 * 1024) < 0.01)
    let deep = try #require(slope(.threadPool, "stack64KiB"))
    #expect(deep.trials == 2 && deep.low == nil && deep.high == nil)
    // Callbacks did not run.
    #expect(slope(.callbacks, "") == nil)
    let csv = Estimate.csv(run)
    #expect(csv.contains("\nrun-1,memory,thread-pool,stack64KiB,rss_slope,B,"), "the experiment makes this estimate")
  }
}
