import Experiments
import Foundation
import Testing
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct SlopesTests {
  @Test(
    "A thread that takes 9,000 bytes and a task that takes 1,500 have these as their slopes; other loads stand apart.")
  func slopes() async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.memory, profile: .quick, strategies: [.threadPool, .taskGroup], blocks: 1)
    let folder = try RunFolder.create(
      at: scratch.path, runID: "run-1", plan: try RunPlan(schedule, runID: "run-1", arguments: []).json(),
      environment: [])
    let runner = FakeRunner { request, _ in
      var result = TrialResult.fake(request)
      // Every run starts from 30 MiB, and a load of nothing would hold one.
      let kibibytes = request.plan.units * (request.plan.strategy == .threadPool ? 9 : 2) + 1024
      func reading(_ kibibytes: Int) -> MemoryReading {
        MemoryReading(rollup: "Rss: \(30_720 + kibibytes) kB", status: "", machine: "")
      }
      result.standstill = Standstill(
        unitsWaiting: request.plan.units, before: reading(0), during: reading(kibibytes))
      return result
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    #expect(outcome.ending == .finished)
    let rows = Slopes(try RunResults(folder)).rows.filter { $0.metric == .resident }
    func row(_ strategy: StrategyName, _ family: String) -> Slopes.Row? {
      rows.first { $0.strategy == strategy && $0.family == family }
    }
    let thread = try #require(row(.threadPool, ""))
    #expect(abs(thread.slope - 9 * 1024) < 0.01 && abs(thread.intercept - 1024 * 1024) < 10)
    #expect(abs(try #require(row(.taskGroup, "")).slope - 2 * 1024) < 0.01)
    #expect(row(.threadPool, "stack64KiB")?.points == 2 && row(.threadPool, "stack64KiB")?.interval == nil)
    // Callbacks did not run, and a line needs points.
    #expect(row(.callbacks, "") == nil)
    #expect(Slopes(try RunResults(folder)).csv(runID: "run-1").hasPrefix("run_id,experiment,strategy,family,metric"))
  }
}
