import Catalogue
import Experiments
import FakeRuns
import Foundation
import HostSystem
import PageProtocol
import Runs
import Strategies
import SwiftCSV
import Testing
import TextFormats
import Trial
import Workload

@Suite(.timeLimit(.minutes(2)))
struct ResumeTests {
  private static func schedule(blocks: Int = 3) throws -> Schedule {
    try .of(.fivePages, profile: .standard, strategies: [.sequential, .taskGroup], blocks: blocks, seed: 5)
  }

  private func rows(_ path: String) throws -> [[String: String]] {
    try NamedCSV(string: String(contentsOfFile: path, encoding: .utf8), delimiter: .comma, loadColumns: false).rows
  }

  /// Expects every block, every trial and every page of every trial exactly once, as an independent reader reads them.
  private func expectWhole(_ folder: RunFolder, _ comment: Comment) throws {
    let runtimes = try rows(folder.file(.measurements)).filter { $0["metric"] == "runtime" }
    #expect(runtimes.count == 9 && Set(runtimes.map { $0["trial_id"] }).count == 9, comment)
    #expect(runtimes.map { $0["block"] } == ["1", "1", "1", "2", "2", "2", "3", "3", "3"], comment)
    #expect(try rows(folder.file(.requests)).count == 45, comment)
    let counts = try rows(folder.file(.histograms)).compactMap { $0["count"].flatMap(Int.init) }
    #expect(counts.reduce(0, +) == 45, comment)
    let conditions = try rows(folder.file(.environment)).filter { $0["key"] == "steal_ticks" }
    #expect(Set(conditions.map { $0["trial_id"] }).count == 9, comment)
    let blocks = try rows(folder.path + "/blocks.csv").filter { $0["status"] == "complete" }
    #expect(blocks.map { $0["block"] } == ["1", "2", "3"], comment)
  }

  @Test("A resumed run does what is left, in the order of the same schedule.")
  func sameSchedule() async throws {
    let scratch = ScratchPath()
    let schedule = try Self.schedule()
    let folder = try scratch.makeFolder(for: schedule)
    let dying = FakeRunner { request, number in
      if number == 4 { withUnsafeCurrentTask { $0?.cancel() } }
      return .fake(request)
    }
    let part = await Task { await ExperimentRun(schedule, into: folder, with: dying).run() }.value
    #expect(part.ending == .interrupted && part.blocks.count == 1)

    let run = try PreparedRun.resume(at: scratch.path, facts: [Fact("platform", "not compared")])
    let runner = FakeRunner()
    let outcome = await ExperimentRun(run.schedule, into: run.folder, with: runner, earlier: run.earlier).run()
    #expect(outcome.isSuccess && outcome.blocks.map(\.planned) == Array(schedule.blocks.dropFirst()))
    #expect(runner.requests.map(\.plan.strategy) == schedule.blocks.dropFirst().flatMap { $0.trials.map(\.strategy) })
    try expectWhole(run.folder, "after an interruption")

    let again = try PreparedRun.resume(at: scratch.path, facts: [])
    let idle = FakeRunner()
    let rest = await ExperimentRun(again.schedule, into: again.folder, with: idle, earlier: again.earlier).run()
    #expect(rest.isSuccess && idle.requests.isEmpty, "there is nothing left to do")
  }

  @Test("Wherever its files are truncated, a run is resumed to its end, or refused with the damaged file's name.")
  func cutAnywhere() async throws {
    let original = ScratchPath()
    let schedule = try Self.schedule()
    let folder = try original.makeFolder(for: schedule)
    let names = RunFile.allCases.map(\.rawValue) + ["blocks.csv", "plan.json"]
    func lengths() throws -> [String: Int] {
      try Dictionary(
        uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(original.path)/\($0)")).count) })
    }
    let first = try lengths()
    _ = await ExperimentRun(schedule, into: folder, with: FakeRunner()).run()
    let last = try lengths()

    var generator = SeededGenerator(seed: 8)
    var resumed = 0
    for round in 0..<48 {
      let copy = ScratchPath()
      try FileManager.default.copyItem(atPath: original.path, toPath: copy.path)
      // One file alone or, as after a power failure, all but the plan, without which no run can be resumed.
      let torn = round % 2 == 0 ? [names[round / 2 % names.count]] : Array(names.dropLast())
      var damaged = false
      var comment = "round \(round):"
      for name in torn {
        let length = Int(generator.next() % UInt64((last[name] ?? 0) + 1))
        let handle = try #require(FileHandle(forWritingAtPath: "\(copy.path)/\(name)"))
        try handle.truncate(atOffset: UInt64(length))
        try handle.close()
        // Header, facts and plan were written before the first trial, and are needed.
        damaged = damaged || length < first[name] ?? 0
        comment += " \(name) cut to \(length) of \(last[name] ?? 0)"
      }
      do {
        let run = try PreparedRun.resume(at: copy.path, facts: [])
        let outcome = await ExperimentRun(
          run.schedule, into: run.folder, with: FakeRunner(), earlier: run.earlier
        ).run()
        #expect(outcome.isSuccess, "\(comment)")
        try expectWhole(run.folder, "\(comment)")
        resumed += 1
      } catch {
        #expect(damaged && error is FileError && "\(error)".contains(copy.path), "\(comment): \(error)")
      }
    }
    #expect(resumed > 20, "most truncations are after the header")
  }

  @Test(
    "A plan gives the schedule it was made from, however fast the machine that reads it computes.",
    arguments: Catalogue.experiments.map(\.name), Profile.allCases)
  func planGivesItself(experiment: String, profile: Profile) throws {
    /// The plan of another process, on a machine that computes at this speed.
    func plan(_ secondsPerByte: Double) throws -> RunPlan {
      let machine = Machine(cores: 3, poolWidth: 3, openFiles: 20_000, computingSecondsPerByte: secondsPerByte)
      let choices = RunChoices(experiments: [try Catalogue.experiment(experiment)], profile: profile)
      return RunPlan(try Schedule(choices, machine: machine), runID: "run-1", arguments: [])
    }
    let (slow, slower, fast) = (try plan(1.24e-5), try plan(1.27e-5), try plan(1.26e-7))
    for plan in [slow, fast] {
      let read = try JSONDecoder().decode(RunPlan.self, from: Data(try plan.json().utf8))
      #expect(read == plan)
      #expect(RunPlan(try Schedule(read), runID: plan.runID, arguments: []) == plan)
    }
    func passes(_ plan: RunPlan) -> [Int] { plan.experiments[0].loads.compactMap { $0.work.computation?.passes } }
    #expect(passes(slow) == passes(slower), "a small difference in the measured speed gives the same load")
    // The amount of computing depends on the plan's machine only, where a pass takes some milliseconds.
    let computing = zip(passes(slow), passes(fast))
    #expect(computing.allSatisfy { $0 < $1 || $1 == 1 }, "\(Array(computing))")
  }

  @Test("A resumed run continues to count attempts: one before leaves two, three before leave none.")
  func attempts() async throws {
    let scratch = ScratchPath()
    let schedule = try Self.schedule(blocks: 2)
    let folder = try scratch.makeFolder(for: schedule)
    let dying = FakeRunner { request, number in
      if number == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      return .fake(request, invalidReason: "a wrong byte")
    }
    let part = await Task { await ExperimentRun(schedule, into: folder, with: dying).run() }.value
    #expect(part.ending == .interrupted && part.givenUp.count == 1)

    let run = try PreparedRun.resume(at: scratch.path, facts: [])
    let runner = FakeRunner { request, _ in .fake(request, invalidReason: "a wrong byte") }
    let outcome = await ExperimentRun(run.schedule, into: run.folder, with: runner, earlier: run.earlier).run()
    #expect(runner.requests.count == 2 && outcome.givenUp.map(\.planned) == schedule.blocks)
  }

  @Test("A run is not resumed on another machine, with another worker, or with another plan.")
  func refusals() throws {
    let scratch = ScratchPath()
    let schedule = try Self.schedule()
    var plan = RunPlan(schedule, runID: "run-1", arguments: [])
    let facts = [Fact("cpu_model", "A"), Fact("worker_checksum", "1")]
    _ = try RunFolder.create(at: scratch.path, runID: "run-1", plan: try plan.json(), environment: facts)
    _ = try PreparedRun.resume(at: scratch.path, facts: facts)
    #expect { try PreparedRun.resume(at: scratch.path, facts: [facts[0], Fact("worker_checksum", "2")]) } throws: {
      "\($0)" == "cannot resume the run in '\(scratch.path)': it was made with another worker program: '1', now '2'"
    }
    #expect { try PreparedRun.resume(at: scratch.path, facts: [Fact("cpu_model", "B")]) } throws: {
      "\($0)".contains("another processor")
    }
    let other = ScratchPath()
    plan.experiments[0].loads[0].strategies[0].runtimePredictedSeconds += 1
    _ = try RunFolder.create(at: other.path, runID: "run-1", plan: try plan.json(), environment: [])
    #expect { try PreparedRun.resume(at: other.path, facts: []) } throws: {
      "\($0)".contains("another version of this suite")
    }
    #expect { try PreparedRun.resume(at: "/no/such/run", facts: []) } throws: { "\($0)".contains("no folder of a run") }
  }
}
