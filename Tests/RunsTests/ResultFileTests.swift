import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import SwiftCSV
import Synchronization
import Testing
import TextFormats
import Trial

@Suite(.timeLimit(.minutes(1)))
struct ResultFileTests {
  private func rows(_ path: String) throws -> [[String: String]] {
    try NamedCSV(string: String(contentsOfFile: path, encoding: .utf8), delimiter: .comma, loadColumns: false).rows
  }

  @Test("An independent reader gets the fields that were written.")
  func quoting() throws {
    let fields = ["plain", "a,b", "say \"no\"", "two\nlines", "", "π µ"]
    var text = CSVText()
    text.append(fields.indices.map { "column\($0)" })
    text.append(fields)
    text.append(fields.reversed())
    let read = try EnumeratedCSV(string: text.text, delimiter: .comma, loadColumns: false)
    #expect(read.rows == [fields, fields.reversed()])
    #expect(!text.text.contains("\"plain\""))
  }

  @Test func headersOfAnEmptyRun() throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    for file in RunFile.allCases {
      let csv = try EnumeratedCSV(url: URL(filePath: folder.file(file)), delimiter: .comma, loadColumns: false)
      #expect(csv.header == file.columns)
    }
    let facts = try rows(folder.file(.environment))
    #expect(facts.map { $0["value"] } == ["Debian, \"the\" system", ""])
    #expect(facts.allSatisfy { $0["run_id"] == "run-1" && $0["trial_id"] == "" })
  }

  @Test func rowsOfABlock() async throws {
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(.fivePages, strategies: [.sequential, .taskGroup], blocks: 1)
    let runner = FakeRunner { request, _ in .fake(request, milliseconds: [120, 180, 350, 90, 260]) }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    #expect(outcome.ending == .finished && outcome.blocks.count == 1)

    let measurements = try rows(folder.file(.measurements))
    let runtimes = measurements.filter { $0["metric"] == "runtime" }
    #expect(runtimes.map { $0["position"] } == ["1", "2", "3"])
    #expect(runtimes.map { $0["role"] ?? "" }.sorted() == ["candidate", "control", "reference"])
    #expect(runtimes.allSatisfy { $0["value"] == "0.35" && $0["unit"] == "s" && $0["status"] == "ok" })
    #expect(Set(runtimes.map { $0["trial_id"] }).count == 3)
    let any = try #require(runtimes.first)
    #expect(any["schema_version"] == "2" && any["experiment"] == "five-pages" && any["load"] == "c5")
    #expect(any["concurrency"] == "5" && any["units"] == "5" && any["page_bytes"] == "1024")
    #expect(any["server_delay_us"] == "200000" && any["connections"] == "fresh" && any["phase"] == "measured")
    #expect(any["start_unix_ns"] == "1795367126000000000" && any["error_class"] == "")
    let predicted = measurements.filter { $0["metric"] == "runtime_predicted" && $0["strategy"] == "task-group" }
    #expect(predicted.map { $0["value"] } == ["0.35"])

    let requests = try rows(folder.file(.requests))
    #expect(requests.count == 15)
    #expect(requests.prefix(5).map { $0["name"] } == FiveSites.pages.map(\.name))
    #expect(
      requests.prefix(5).map { $0["done_ns"] } == ["120000000", "180000000", "350000000", "90000000", "260000000"])
    #expect(requests.allSatisfy { $0["start_ns"] == "0" && $0["thread"] == "4711" && $0["http_status"] == "200" })

    let histograms = try rows(folder.file(.histograms))
    #expect(histograms.compactMap { $0["count"].flatMap(Int.init) }.reduce(0, +) == 15)
    let conditions = try rows(folder.file(.environment)).filter { $0["trial_id"] == any["trial_id"] }
    #expect(conditions.contains { $0["key"] == "steal_ticks" })
  }

  /// Keeps the blocks that a run reports.
  private final class Blocks: RunObserver {
    let finished = Mutex<[FinishedBlock]>([])

    func runStarts(_ schedule: Schedule) {}
    func note(_ reason: String) {}
    func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad) {}
    func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad) {}
    func blockEnded(_ block: FinishedBlock, in load: PlannedLoad) { finished.withLock { $0.append(block) } }
    func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad) {}
    func runEnded() {}
  }

  @Test("A trial with more than 10,000 units has buckets, but no rows.", arguments: [10_000, 10_001])
  func manyUnits(units: Int) async throws {
    var experiment = Experiment.fivePages
    experiment.loads = { profile, machine in
      var load = Experiment.fivePages.loads(profile, machine)[0]
      // All at once, so that they are not predicted to take too long.
      (load.units, load.concurrency) = (units, units)
      return [load]
    }
    let scratch = ScratchPath()
    let folder = try scratch.makeFolder()
    let schedule = try Schedule.of(experiment, strategies: [.taskGroup], blocks: 1)
    let blocks = Blocks()
    _ = await ExperimentRun(schedule, into: folder, with: FakeRunner(), observer: blocks).run()
    let trials = blocks.finished.withLock { $0 }.flatMap(\.trials)
    #expect(!trials.isEmpty && trials.allSatisfy { $0.measurements.contains { $0.stat == "p99" } })
    #expect(trials.allSatisfy { $0.histograms.map { $0.buckets.reduce(0) { $0 + $1.count } } == [units] })
    let areListed = units <= 10_000
    #expect(trials.allSatisfy { $0.result?.rows.count == (areListed ? units : 0) })
    let requests = try String(contentsOfFile: folder.file(.requests), encoding: .utf8)
    #expect(requests.utf8.count { $0 == UInt8(ascii: "\n") } == 1 + (areListed ? units * trials.count : 0))
  }

  @Test func planListsBlocksAndReasons() throws {
    let schedule = try Schedule.of(.fanOut, seed: 9)
    let plan = RunPlan(schedule, runID: "run-1", arguments: ["run", "fan-out"])
    let read = try JSONDecoder().decode(RunPlan.self, from: Data(try plan.json().utf8))
    #expect(read == plan)
    #expect(read.blocks.count == schedule.blocks.count && read.seed == 9)
    let thousand = try #require(read.experiments[0].loads.first { $0.name == "n1000-d100ms" })
    #expect(thousand.leftOut.contains { $0.strategy == .sequential && $0.reason.hasPrefix("predicted") })
  }

  @Test("The error for an unusable folder names the folder and the cause.")
  func unusableFolders() throws {
    let scratch = ScratchPath()
    try Data("x".utf8).write(to: URL(filePath: scratch.path))
    #expect {
      try RunFolder.create(at: scratch.path + "/run", runID: "run", plan: "", environment: [])
    } throws: { "\($0)" == "cannot make the folder '\(scratch.path)': File exists" }
    #expect {
      try RunFolder.create(at: "/proc/no-such-run", runID: "run", plan: "", environment: [])
    } throws: { "\($0)".hasPrefix("cannot make the folder '/proc/no-such-run': ") }
    let used = ScratchPath()
    _ = try used.makeFolder()
    #expect { try used.makeFolder() } throws: {
      "\($0)".hasPrefix("cannot use the folder '\(used.path)': it is not empty")
    }
  }

  @Test("What a crash left of a block is removed; what was committed stays.", arguments: RunFile.allCases)
  func crashInTheMiddleOfABlock(file: RunFile) async throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup], blocks: 2)
    let folder = try scratch.makeFolder(for: schedule)
    _ = await ExperimentRun(schedule, into: folder, with: FakeRunner()).run()
    let whole = try RunFile.allCases.map { try String(contentsOfFile: folder.file($0), encoding: .utf8) }
    for torn in RunFile.allCases.prefix(through: RunFile.allCases.firstIndex(of: file) ?? 0) {
      let handle = try #require(FileHandle(forWritingAtPath: folder.file(torn)))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("1,run-1,a trial that was never comm".utf8))
      try handle.close()
    }
    let journal = try #require(FileHandle(forWritingAtPath: scratch.path + "/blocks.csv"))
    try journal.seekToEnd()
    try journal.write(contentsOf: Data("run-1,five-pages,c5,3,1,comp".utf8))
    try journal.close()

    _ = try PreparedRun.resume(at: scratch.path, facts: [])
    for (name, before) in zip(RunFile.allCases, whole) {
      let now = try String(contentsOfFile: folder.file(name), encoding: .utf8)
      #expect(name == .environment ? now.hasPrefix(before + "run-1,,resumed,") : now == before)
    }
    let blocks = try rows(scratch.path + "/blocks.csv").filter { $0["status"] == "complete" }
    #expect(blocks.map { $0["block"] } == ["1", "2"])
  }

  @Test func runIDs() throws {
    let date = Date(timeIntervalSince1970: 1_795_367_126)
    #expect(RunID.text(for: date, profile: .quick) == "2026-11-22T17-05-26Z-quick")
  }
}
