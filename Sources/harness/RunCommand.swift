import Analysis
import ArgumentParser
import Catalogue
import Experiments
import Foundation
import Runs
import System
import TrialRunner
import Workload

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
      try StandardOutput.write(try DryRun(try schedule(choices, .current())).formatted(format))
      return
    }
    try programs.check()
    let facts = HostFacts.facts() + (await BuildFacts.facts(worker: programs.worker.path))
    let summary = try await interruptible {
      if let resume { return try await finish(try resumed(resume, facts), with: programs) }
      return try await finish(try await begun(with: programs, facts), with: programs)
    }
    if !summary.isComplete { throw ExitCode.failure }
    if control, let code = summary.controlCode { throw code }
  }

  /// What a run does from now on.
  private struct Part {
    var folder: RunFolder
    var schedule: Schedule
    var earlier = EarlierBlocks()
  }

  private func finish(_ part: Part, with programs: TrialPrograms) async throws -> Finished {
    let outcome = await ExperimentRun(
      part.schedule, into: part.folder,
      with: ProcessTrialRunner(programs: programs, pinning: part.schedule.machine.pinning),
      observer: ProgressLine.forStandardError(), earlier: part.earlier, timeLimit: timeLimit?.duration
    ).run()
    if case .failed(let reason) = outcome.ending { StandardError.write("The run failed: \(reason)") }
    let results = try RunResults(part.folder)
    let analysis = Analysis(results)
    try part.folder.replaceContrasts(analysis.csv)
    try part.folder.replaceEstimates(Estimate.csv(of: part.schedule.choices.experiments, in: results))
    let summary = Summary(outcome, of: part.schedule, in: part.folder, results: results, analysis: analysis)
    try StandardOutput.write(try summary.formatted(format))
    return Finished(isComplete: outcome.isSuccess, analysis: analysis)
  }

  private struct Finished {
    var isComplete: Bool
    var analysis: Analysis

    /// What the controls say of the machine; nil if it is still enough.
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

  private func schedule(_ choices: RunChoices, _ machine: Machine) throws -> Schedule {
    do { return try Schedule(choices, machine: machine) } catch { throw ValidationError("\(error).") }
  }

  private func begun(with programs: TrialPrograms, _ facts: [Fact]) async throws -> Part {
    // Before the calibration, so that choices which make no sense cost no time.
    _ = try schedule(choices, .current())
    let here = Machine.current()
    let calibration = Calibration(with: ProcessTrialRunner(programs: programs, pinning: here.pinning))
    let (choices, machine) = try await calibration.calibrated(choices, here)
    for (what, reason) in choices.notCalibrated.sorted(by: { $0.key < $1.key }) {
      StandardError.write("\(what) could not be calibrated and stays a guess: \(reason)")
    }
    let schedule = try schedule(choices, machine)
    let runID = RunID.text(for: Date(), profile: choices.profile)
    let plan = RunPlan(schedule, runID: runID, arguments: CommandLine.arguments)
    let own =
      [
        Fact("arguments", CommandLine.arguments.dropFirst().joined(separator: " ")), Fact("seed", "\(choices.seed)"),
        Fact("profile", choices.profile.rawValue),
      ] + choices.calibrationFacts + machine.calibrationFacts
    let folder = try RunFolder.create(
      at: output ?? "Results/\(runID)", runID: runID, plan: try plan.json(), environment: facts + own)
    return Part(folder: folder, schedule: schedule)
  }

  private func resumed(_ path: String, _ facts: [Fact]) throws -> Part {
    let run = try ResumedRun(at: path, facts: facts)
    try run.folder.append([Fact("resumed", Date().formatted(.iso8601))])
    return Part(folder: run.folder, schedule: run.schedule, earlier: run.earlier)
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
