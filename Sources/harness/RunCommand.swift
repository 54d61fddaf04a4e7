import ArgumentParser
import Experiments
import Foundation
import Workload

/// `harness run`: experiments, trial by trial, into a folder of result files.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs experiments and keeps every number.",
    discussion: """
      Each trial has a fresh worker process and a fresh page server. Ctrl-C keeps the blocks that are complete.

      The exit code is 0 if everything that was to be measured is there, 1 if not, 64 if the arguments make no sense.
      """)

  @Argument(help: "Sections or experiments, as harness list shows them. (default: all)")
  var names: [String] = []

  @Option(help: "How much of everything: quick, standard or full.")
  var profile = Profile.quick

  @Option(parsing: .upToNextOption, help: "Only these strategies.")
  var strategy: [StrategyName] = []

  @Option(help: "Blocks of every load, instead of the profile's.")
  var blocks: Int?

  @Option(help: "What the order of trials and the pages' delays are drawn from.")
  var seed: UInt64 = 1

  @Option(help: "Start no block that would end later than this, such as 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "An empty folder for the files, or one to make. (default: Results/ and the date)")
  var output: String?

  @Flag(help: "Show the trials and how long they would take; run none.")
  var dryRun = false

  @Option(help: "How to print the summary: text, json or markdown.")
  var format = SummaryFormat.text

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  func validate() throws {
    if let blocks, !(1...10_000).contains(blocks) {
      throw ValidationError("--blocks must be at least 1 and at most 10000, not \(blocks).")
    }
    do { _ = try Catalogue.select(names) } catch { throw ValidationError("\(error).") }
  }

  func run() async throws {
    let choices = RunChoices(
      experiments: try Catalogue.select(names), profile: profile, strategies: strategy, blocks: blocks, seed: seed)
    let schedule = try schedule(choices)
    if dryRun {
      try StandardOutput.write(try DryRun(schedule).formatted(format))
      return
    }
    let programs = TrialPrograms(worker: worker, server: server)
    try programs.check()
    let folder = try await makeFolder(for: schedule, programs)
    let run = ExperimentRun(
      schedule, into: folder, with: ProcessTrialRunner(programs: programs),
      observer: ProgressLine.forStandardError(), timeLimit: timeLimit?.duration)
    let outcome = try await interruptible { await run.run() }
    if case .failed(let reason) = outcome.ending { StandardError.write("The run failed: \(reason)") }
    let results = try RunResults(folder)
    let analysis = Analysis(results)
    try folder.replaceContrasts(analysis.csv)
    let summary = Summary(outcome, of: schedule, in: folder, results: results, analysis: analysis)
    try StandardOutput.write(try summary.formatted(format))
    if !outcome.isSuccess { throw ExitCode.failure }
  }

  private func schedule(_ choices: RunChoices) throws -> Schedule {
    do { return try Schedule(choices, machine: .current()) } catch { throw ValidationError("\(error).") }
  }

  private func makeFolder(for schedule: Schedule, _ programs: TrialPrograms) async throws -> RunFolder {
    let now = Date()
    let runID = RunID.text(for: now, profile: profile)
    let plan = RunPlan(schedule, runID: runID, arguments: CommandLine.arguments)
    let facts =
      HostFacts.facts() + (await BuildFacts.facts(worker: programs.worker.path)) + [
        Fact("arguments", CommandLine.arguments.dropFirst().joined(separator: " ")), Fact("seed", "\(seed)"),
        Fact("profile", profile.rawValue),
      ]
    return try RunFolder.create(
      at: output ?? "Results/\(runID)", runID: runID, plan: try plan.json(), environment: facts)
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

extension SummaryFormat: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}
extension StrategyName: ExpressibleByArgument {}
