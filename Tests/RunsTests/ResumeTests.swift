import Catalogue
import Experiments
import FakeRuns
import Foundation
import HostSystem
import PageProtocol
import Runs
import Strategies
import SwiftCSV
import Synchronization
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

  }

  @Test("A finished run that is resumed has nothing left to do.")
  func finished() async throws {
    let scratch = ScratchPath()
    let schedule = try Self.schedule()
    let folder = try scratch.makeFolder(for: schedule)
    _ = await ExperimentRun(schedule, into: folder, with: FakeRunner()).run()
    let run = try PreparedRun.resume(at: scratch.path, facts: [])
    let idle = FakeRunner()
    let outcome = await run.run(with: idle, observer: NoObserver())
    #expect(outcome.isSuccess && idle.requests.isEmpty)
    try expectWhole(folder, "after a second start")
  }

  /// The lengths of all files of a run but the plan, in the order in which a block is written to them.
  private func lengths(_ path: String) throws -> [Int] {
    try (RunFile.allCases.map(\.rawValue) + ["blocks.csv"]).map {
      try Data(contentsOf: URL(filePath: "\(path)/\($0)")).count
    }
  }

  private func truncate(_ name: String, of path: String, to length: Int) throws {
    let handle = try #require(FileHandle(forWritingAtPath: "\(path)/\(name)"))
    try handle.truncate(atOffset: UInt64(length))
    try handle.close()
  }

  @Test("Wherever a crash ends the writing of a block, the run is resumed to its end, and nothing before is run again.")
  func crashAnywhere() async throws {
    let original = ScratchPath()
    let schedule = try Self.schedule()
    let folder = try original.makeFolder(for: schedule)
    // The lengths before the first trial of each block, and at the end.
    let written = Mutex<[[Int]]>([])
    let path = original.path
    let runner = FakeRunner { request, number in
      let now = try self.lengths(path)
      if number % 3 == 0 { written.withLock { $0.append(now) } }
      return .fake(request)
    }
    _ = await ExperimentRun(schedule, into: folder, with: runner).run()
    let moments = written.withLock { $0 } + [try lengths(original.path)]
    let names = RunFile.allCases.map(\.rawValue) + ["blocks.csv"]
    var generator = SeededGenerator(seed: 8)
    for round in 0..<40 {
      let copy = ScratchPath()
      try FileManager.default.copyItem(atPath: original.path, toPath: copy.path)
      // Files are written one after another: some have the block, one has a part of it, the others have nothing.
      let block = Int(generator.next() % 3)
      let torn = round % names.count
      for (place, name) in names.enumerated() {
        let (before, after) = (moments[block][place], moments[block + 1][place])
        let part = before + Int(generator.next() % UInt64(after - before))
        try truncate(name, of: copy.path, to: place < torn ? after : place == torn ? part : before)
      }
      let comment: Comment = "round \(round): block \(block + 1), in \(names[torn])"
      let run = try PreparedRun.resume(at: copy.path, facts: [])
      let runner = FakeRunner()
      #expect(await run.run(with: runner, observer: NoObserver()).isSuccess, comment)
      #expect(runner.requests.count == 9 - 3 * block, comment)
      try expectWhole(run.folder, comment)
    }
  }

  @Test("A truncation that no crash makes is refused with the file's name, and changes nothing.")
  func cutAnywhere() async throws {
    let original = ScratchPath()
    let schedule = try Self.schedule()
    _ = await ExperimentRun(schedule, into: try original.makeFolder(for: schedule), with: FakeRunner()).run()
    let names = RunFile.allCases.map(\.rawValue) + ["blocks.csv", "plan.json"]
    var generator = SeededGenerator(seed: 9)
    var refused = 0
    for round in 0..<60 {
      let copy = ScratchPath()
      try FileManager.default.copyItem(atPath: original.path, toPath: copy.path)
      let name = names[round % names.count]
      let whole = try Data(contentsOf: URL(filePath: "\(copy.path)/\(name)")).count
      try truncate(name, of: copy.path, to: Int(generator.next() % UInt64(whole)))
      let before = try RunBytes(copy.path)
      do {
        let run = try PreparedRun.resume(at: copy.path, facts: [])
        // The last line of the journal may be one that a crash has cut off.
        #expect(name == "blocks.csv")
        #expect(await run.run(with: FakeRunner(), observer: NoObserver()).isSuccess)
        try expectWhole(run.folder, "round \(round)")
      } catch {
        #expect(error is FileError && "\(error)".contains(copy.path), "\(error)")
        #expect(try RunBytes(copy.path) == before)
        refused += 1
      }
    }
    #expect(refused > 45)
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
    let facts = [Fact("cpu_model", "A"), Fact("worker_checksum", "1"), Fact("memory_total", "24684092 kB")]
    _ = try RunFolder.create(at: scratch.path, runID: "run-1", plan: try plan.json(), environment: facts)
    _ = try PreparedRun.resume(at: scratch.path, facts: facts)
    _ = try PreparedRun.resume(at: scratch.path, facts: [facts[0], Fact("memory_total", "24684088 kB")])
    #expect { try PreparedRun.resume(at: scratch.path, facts: [facts[0], Fact("worker_checksum", "2")]) } throws: {
      "\($0)"
        == "cannot resume the run in '\(scratch.path)': it was made with another worker program: '1', now '2'; resume "
        + "it with the programs that it was made with, or start a new run"
    }
    #expect { try PreparedRun.resume(at: scratch.path, facts: [Fact("cpu_model", "B")]) } throws: {
      "\($0)".contains("another processor")
    }
    #expect { try PreparedRun.resume(at: scratch.path, facts: [Fact("open_files_limit", "1024")]) } throws: {
      "\($0)".contains("it was planned for 20000 open files per process, and now 1024 are allowed")
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
