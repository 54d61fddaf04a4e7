import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Statistics
import Strategies
import Synchronization
import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1)))
struct SummaryTests {
  /// Three blocks with runtimes of 350, 400 and 450 ms for every strategy.
  private func summary(_ experiment: Experiment = .fivePages, folder scratch: ScratchPath) async throws -> Summary {
    let schedule = try Schedule.of(experiment, blocks: 3)
    let perBlock = schedule.blocks[0].trials.count
    let folder = try scratch.makeFolder(for: schedule)
    let runner = FakeRunner { request, number in .fake(request, milliseconds: [350 + number / perBlock * 50]) }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    return try Summary(outcome, of: schedule, in: folder)
  }

  @Test func medianAndSpread() {
    #expect(Summary.Spread([3, 1, 2])?.median == 2)
    #expect(Summary.Spread([4, 1, 2, 3])?.median == 2.5)
    #expect(Summary.Spread([4, 1])?.max == 4 && Summary.Spread([4, 1])?.min == 1)
    #expect(Summary.Spread([]) == nil)
  }

  @Test func numbersOfAStrategy() async throws {
    let scratch = ScratchPath()
    let load = try #require(try await summary(folder: scratch).loads.first)
    #expect(load.strategies.count == 11 && load.blocks == 3)
    #expect(load.strategies.prefix(2).map(\.role) == [.reference, .control])
    let group = try #require(load.strategies.first { $0.strategy == .taskGroup })
    #expect(group.runtimeSeconds.median == 0.4 && group.runtimeSeconds.min == 0.35 && group.runtimeSeconds.max == 0.45)
    #expect(group.ratio == 1 && group.predictedSeconds == 0.35 && group.threadsPeak == 4)
    #expect(group.cpuSecondsPerUnit?.isApproximately(0.001) == true && group.switchesPerUnit == 8)
  }

  @Test func json() async throws {
    let scratch = ScratchPath()
    let summary = try await summary(folder: scratch)
    let text = try summary.formatted(.json)
    #expect(try JSONDecoder().decode(Summary.self, from: Data(text.utf8)) == summary)
  }

  @Test func markdown() async throws {
    let scratch = ScratchPath()
    let lines = try await summary(.firstResult, folder: scratch).formatted(.markdown).split(separator: "\n")
    let table = lines.filter { $0.hasPrefix("|") }
    #expect(table.count == 2 + 6)
    #expect(Set(table.map { $0.filter { $0 == "|" }.count }) == [13])
    #expect(table[0].contains("first, in order (s)"))
  }

  @Test("A summary says where it is, and its columns line up.")
  func columns() async throws {
    let scratch = ScratchPath()
    let text = try await summary(folder: scratch).formatted(.text)
    #expect(text.contains("3 of 3 blocks") && text.contains("\nWhat was found\n  five-pages: "))
    #expect(text.contains(scratch.path) && text.contains("sequential (again, as control)"))
    let table = text.split(separator: "\n").drop { !$0.hasPrefix("  ") }.prefix { $0.hasPrefix("  ") }
    let widths = Set(table.map(\.count))
    #expect(widths.count == 1, "columns line up")
  }

  @Test func leftOutStrategiesAreNamed() async throws {
    let scratch = ScratchPath()
    let text = try await summary(.fanOut, folder: scratch).formatted(.text)
    #expect(text.contains("sequential left out: predicted to take"))
  }

  @Test func nothingIsComplete() throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages)
    let summary = try Summary(
      RunOutcome(ending: .interrupted), of: schedule, in: try scratch.makeFolder(for: schedule))
    #expect(try summary.formatted(.text).contains("0 of 4 blocks"))
    #expect(!(try summary.formatted(.text).contains("strategy")))
  }

  @Test(
    arguments: [
      (0.0000325, "32.5 µs"), (0.0004, "400 µs"), (0.441, "441 ms"), (0.99999, "1.00 s"), (2, "2.00 s"),
      (57.9, "57.9 s"), (200, "3 min 20 s"), (0, "0 µs"), (.infinity, "–"),
    ] as [(Double, String)])
  func durations(seconds: Double, text: String) { #expect(NumberText.seconds(seconds) == text) }

  @Test func dryRunFormats() throws {
    let dryRun = DryRun(try .of(.fivePages, .fanOut))
    #expect(try JSONDecoder().decode(DryRun.self, from: Data(try dryRun.formatted(.json).utf8)) == dryRun)
    #expect(NumberText.wholeSeconds(57.2) == "58 s" && NumberText.wholeSeconds(199.5) == "3 min 20 s")
    #expect(try dryRun.formatted(.text).contains("five-pages c5, 4 blocks, about"))
    #expect(try dryRun.formatted(.markdown).contains("| sequential (control) | 1.00 s |"))
  }

  @Test("Strategies that are left out for one reason share a line, once per experiment.")
  func reasonsAreSaidOnce() throws {
    let text = try DryRun(try .of(.memory)).formatted(.text)
    let reasons = text.split(separator: "\n").filter { $0.contains("no more units wait at once than its pool") }
    #expect(reasons.count == 1)
    #expect(reasons.first?.hasPrefix("dispatch, dispatch-unbounded, operation-queue left out: ") == true)
  }
}

extension Summary {
  init(_ outcome: RunOutcome, of schedule: Schedule, in folder: RunFolder) throws {
    self.init(outcome, of: schedule, in: folder, try DerivedFiles(folder))
  }
}
