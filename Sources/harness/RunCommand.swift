import Analysis
import ArgumentParser
import Catalogue
import Curl
import Experiments
import Foundation
import HostSystem
import Runs
import Statistics
import Strategies
import TextFormats
import TrialRunner

/// `harness run`: experiments, trial by trial, into a folder of result files.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs experiments and keeps every number.",
    discussion: """
      Each trial has a fresh worker process and a fresh page server. Ctrl-C keeps the blocks that are complete,
      and so does anything worse; --resume carries on from there.

      The exit code is 0 if everything that was to be measured is there, 1 if not, 64 if the arguments make no sense. With
      --control it is 12 if a reference differs from itself, and 11 if the blocks are too few to say.
      """)

  @Argument(help: "Sections or experiments, as harness list shows them. (default: all)")
  var names: [String] = []

  @Option(help: "How much of everything: quick, standard or full. (default: quick)")
  var profile: Profile?

  @Option(parsing: .upToNextOption, help: "Only these strategies.")
  var strategy: [StrategyName] = []

  @Option(help: "Blocks of every load, instead of the profile's.")
  var blocks: Int?

  @Option(help: "What the order of trials and the pages' delays are drawn from. (default: 1)")
  var seed: UInt64?

  @Flag(help: "Run only the references, each against itself: is this machine still enough today?")
  var control = false

  @Option(help: "Start no block that would end later than this, such as 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "An empty folder for the files, or one to make. (default: Results/ and the date)")
  var output: String?

  @Option(help: ArgumentHelp("Carry on the run in this folder, as its plan says.", valueName: "run"))
  var resume: String?

  @Flag(help: "Show the trials and how long they would take; run none.")
  var dryRun = false

  @Option(help: "How to print the summary: text, json or markdown.")
  var format = OutputFormat.text

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  func validate() throws {
    if let blocks, !(1...10_000).contains(blocks) {
      throw ValidationError("--blocks must be at least 1 and at most 10000, not \(blocks).")
    }
    if control && !strategy.isEmpty {
      throw ValidationError("--control runs the references alone; it takes no --strategy.")
    }
    do { _ = try Catalogue.select(names) } catch { throw ValidationError("\(error).") }
    guard resume != nil else { return }
    let given = [
      ("names of experiments", !names.isEmpty), ("--profile", profile != nil), ("--strategy", !strategy.isEmpty),
      ("--blocks", blocks != nil), ("--seed", seed != nil), ("--control", control), ("--output", output != nil),
      ("--dry-run", dryRun),
    ]
    if let other = given.first(where: { $0.1 })?.0 {
      throw ValidationError("--resume carries a run on as its plan says; it takes no \(other).")
    }
  }

  func run() async throws {
    let programs = TrialPrograms(worker: worker, server: server)
    if dryRun {
      try StandardOutput.write(try DryRun(try schedule(choices)).formatted(format))
      return
    }
    try programs.check()
    let facts = await RecordedEnvironment.facts(worker: programs.worker.path, libcurl: CurlGlobal.version)
    let finished = try await interruptible {
      let runner = ProcessTrialRunner(programs: programs, pinning: Machine.current().pinning)
      return try await finish(try await prepared(with: runner, facts), with: programs)
    }
    if !finished.isComplete { throw ExitCode.failure }
    if control, let code = finished.controlCode { throw code }
  }

  private func prepared(with runner: ProcessTrialRunner, _ facts: [Fact]) async throws -> PreparedRun {
    if let resume { return try PreparedRun.resume(at: resume, facts: facts) }
    _ = try schedule(choices)
    return try await PreparedRun.begin(
      choices, at: output, facts: facts, arguments: CommandLine.arguments, with: runner, onNote: StandardError.write)
  }

  private func finish(_ run: PreparedRun, with programs: TrialPrograms) async throws -> Finished {
    let outcome = await run.run(
      with: ProcessTrialRunner(programs: programs, pinning: run.schedule.machine.pinning),
      observer: ProgressLine.forStandardError(), timeLimit: timeLimit?.duration)
    if case .failed(let reason) = outcome.ending { StandardError.write("The run failed: \(reason)") }
    let derived = try DerivedFiles(run.folder)
    try derived.write(to: run.folder)
    let summary = Summary(outcome, of: run.schedule, in: run.folder, derived)
    try StandardOutput.write(try summary.formatted(format))
    return Finished(isComplete: outcome.isSuccess, analysis: derived.analysis)
  }

  private struct Finished {
    var isComplete: Bool
    var analysis: Analysis

    /// What the controls say of the machine; nil if it is quiet enough.
    var controlCode: ExitCode? {
      if !analysis.failedControls.isEmpty { return HarnessExit.controlFailed }
      return analysis.experiments.flatMap(\.controls).contains { $0.verdict != .passed }
        ? HarnessExit.inconclusive : nil
    }
  }

  private var choices: RunChoices {
    get throws {
      RunChoices(
        experiments: try Catalogue.select(names), profile: profile ?? .quick, strategies: strategy, blocks: blocks,
        seed: seed ?? 1, controlOnly: control)
    }
  }

  private func schedule(_ choices: RunChoices) throws -> Schedule {
    do { return try Schedule(choices, machine: .current()) } catch { throw ValidationError("\(error).") }
  }
}

/// A duration on the command line, with minutes and hours beside what ``Duration/init(text:)`` reads.
struct TimeLimit: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    let scale = argument.hasSuffix("m") ? 60 : argument.hasSuffix("h") ? 3600 : nil
    if let scale {
      guard let number = Double(argument.dropLast()), number > 0, number * Double(scale) <= 30 * 86_400 else {
        return nil
      }
      duration = .seconds(number * Double(scale))
    } else {
      guard let short = Duration(text: argument), short > .zero else { return nil }
      duration = short
    }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}
extension StrategyName: ExpressibleByArgument {}
