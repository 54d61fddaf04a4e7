import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import SwiftCSV
import Synchronization
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct ExperimentRunTests {
  private func runtimes(_ folder: RunFolder) throws -> [[String: String]] {
    let text = try String(contentsOfFile: folder.file(.measurements), encoding: .utf8)
    return try NamedCSV(string: text, delimiter: .comma, loadColumns: false).rows.filter { $0["metric"] == "runtime" }
  }

  @Test func trialsRunInTheScheduledOrder() async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, .firstResult, seed: 4)
    let runner = FakeRunner()
    let outcome = await ExperimentRun(schedule, into: try scratch.makeFolder(), with: runner).run()
    #expect(outcome.isSuccess && outcome.blocks.map(\.planned) == schedule.blocks)
    #expect(runner.requests.map(\.plan.strategy) == schedule.blocks.flatMap { $0.trials.map(\.strategy) })
  }

  @Test("Each block records how busy the machine was, and predicts from the machine as it is then.")
  func conditions() async throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(.hogs, strategies: [.threadPool], blocks: 1, on: planned)
    let gate = FakeGate(bytesPerSecond: 2e9) { $0 == 0 ? 1.25 : 0 }
    let outcome = await ExperimentRun(schedule, into: folder, with: FakeRunner(), gate: gate).run()
    #expect(outcome.isSuccess)
    let text = try String(contentsOfFile: folder.file(.measurements), encoding: .utf8)
    let rows = try NamedCSV(string: text, delimiter: .comma, loadColumns: false).rows
    func values(_ metric: String) -> [Double] {
      rows.filter { $0["metric"] == metric }.compactMap { Double($0["value"] ?? "") }
    }
    let trials = schedule.blocks.map(\.trials.count)
    let first = [Double](repeating: 1, count: trials[0])
    #expect(values("machine_busy") == first + [Double](repeating: 0, count: trials.dropFirst().reduce(0, +)))
    #expect(values("cores_of_others").prefix(trials[0]) == first.map { _ in 1.25 }[...])
    // Computing is twice as fast as on the machine that the run was planned for, waiting is not.
    let expected = schedule.blocks.flatMap { block in
      let load = schedule.loads[block.loadIndex]
      let share = load.spec.work.computation == nil ? 1 : 0.5
      return block.trials.map { share * (load.prediction(for: $0.strategy)?.runtime ?? 0) }
    }
    let found = values("runtime_predicted")
    #expect(found.count == expected.count && !found.isEmpty)
    for (found, expected) in zip(found, expected) { #expect(abs(found / expected - 1) < 1e-9) }
    let environment = try String(contentsOfFile: folder.file(.environment), encoding: .utf8)
    #expect(environment.contains("_b1_p1,cores_used_by_others_during,1.25\n"))
  }

  /// One second per gigabyte of text on each of two cores.
  private var planned: Machine {
    var machine = twoCores
    machine.computingSecondsPerByte = 1e-9
    return machine
  }

  @Test("An invalid trial stays in the files, and its whole block is repeated.")
  func invalidTrial() async throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(.fivePages, strategies: [.callbacks, .taskGroup, .eventLoop], blocks: 1)
    let runner = FakeRunner { request, number in
      .fake(request, invalidReason: number == 1 ? "a wrong byte, in one page" : nil)
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    #expect(outcome.isSuccess && outcome.blocks.map(\.attempt) == [2])
    let order = schedule.blocks[0].trials.map(\.strategy)
    #expect(runner.requests.map(\.plan.strategy) == order.prefix(2) + order)
    let rows = try runtimes(folder)
    #expect(rows.map { $0["status"] } == ["invalid", "invalid", "ok", "ok", "ok"])
    #expect(rows[1]["error_class"] == "a wrong byte, in one page")
    #expect(rows[0]["error_class"] == "the block was invalid and run again")
    #expect(Set(rows.map { $0["trial_id"] }).count == 5)
  }

  @Test("A block that is invalid three times is given up, and the run continues.")
  func hopelessBlock() async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.callbacks, .taskGroup], blocks: 2)
    let deaths = Mutex(0)
    let runner = FakeRunner { request, _ in
      guard request.plan.strategy == .taskGroup else { return .fake(request) }
      let dies = deaths.withLock { deaths in
        deaths += 1
        return deaths <= 3
      }
      if dies { throw Mishap(description: "it died") }
      return .fake(request)
    }
    let outcome = await ExperimentRun(schedule, into: try scratch.makeFolder(), with: runner).run()
    #expect(outcome.ending == .finished && !outcome.isSuccess)
    #expect(outcome.givenUp == [.init(planned: schedule.blocks[0], reason: "task-group: it died")])
    #expect(outcome.blocks.map(\.planned.number) == [2])
  }

  @Test("If no trial of two blocks returns a result, the run ends.")
  func nothingWorks() async throws {
    let scratch = ScratchPath()
    let runner = FakeRunner { _, _ in throw Mishap(description: "no such program") }
    let outcome = await ExperimentRun(
      try .of(.fivePages, .fanOut), into: try scratch.makeFolder(), with: runner
    ).run()
    guard case .failed(let reason) = outcome.ending else {
      Issue.record("ended with \(outcome.ending)")
      return
    }
    #expect(reason.hasSuffix(": no such program") && runner.requests.count == 6)
  }

  @Test("An interrupted run keeps its complete blocks and nothing of the one in progress.")
  func interruption() async throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(.fivePages, strategies: [.callbacks, .taskGroup], blocks: 3)
    let (reached, reach) = AsyncStream.makeStream(of: Void.self)
    let runner = FakeRunner { request, number in
      guard number == 3 else { return .fake(request) }
      reach.yield()
      // Ends only when it is cancelled, as a worker's trial does.
      try await Task.sleep(for: .seconds(3600))
      return .fake(request)
    }
    let run = Task { await ExperimentRun(schedule, into: folder, with: runner).run() }
    for await _ in reached { break }
    run.cancel()
    let outcome = await run.value
    #expect(outcome.ending == .interrupted && outcome.blocks.map(\.planned.number) == [1] && !outcome.isSuccess)
    #expect(try runtimes(folder).map { $0["block"] } == ["1", "1"])
    #expect(runner.requests.count == 4)
  }

  @Test("No block starts that would end after the time limit.")
  func timeLimit() async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup], blocks: 10)
    let clock = Mutex(0.0)
    let runner = FakeRunner { request, _ in
      clock.withLock { $0 += 10 }
      return .fake(request)
    }
    let outcome = await ExperimentRun(
      schedule, into: try scratch.makeFolder(), with: runner, timeLimit: .seconds(25),
      elapsed: { .seconds(clock.withLock { $0 }) }
    ).run()
    #expect(outcome.ending == .timeLimit && outcome.blocks.count == 3 && outcome.notStarted == 7 && outcome.isSuccess)
  }

  @Test("A folder that disappears ends the run with the cause, and the outcome keeps the blocks before.")
  func folderVanishes() async throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup], blocks: 3)
    let runner = FakeRunner { request, number in
      if number == 1 { try FileManager.default.removeItem(atPath: folder.path) }
      return .fake(request)
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    guard case .failed(let reason) = outcome.ending else {
      Issue.record("ended with \(outcome.ending)")
      return
    }
    #expect(reason.contains(folder.path) && outcome.blocks.count == 1)
  }
}
