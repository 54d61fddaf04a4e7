import Analysis
import ArgumentParser
import Catalogue
import Curl
import Experiments
import Foundation
import HostSystem
import MachineWatch
import Runs
import Statistics
import Strategies
import TextFormats
import TrialRunner

/// `harness run`: runs experiments and writes their files to a folder.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs experiments and writes all measurements to a folder.",
    discussion: """
      Each trial has a new worker process and a new page server. Complete blocks are kept after Ctrl-C or a crash; \
      --resume continues from there.

      Exit code: 0 if everything was measured, 1 if not, 64 for wrong arguments. With --control it is 12 if a \
      reference differs from itself, and 11 if there are too few blocks to decide.
      """)

  @Argument(help: "Sections or experiments, as harness list shows them. (default: all)")
  var names: [String] = []

  @Option(help: "How much to measure: quick, standard or full. (default: quick)")
  var profile: Profile?

  @Option(parsing: .upToNextOption, help: "Run only these strategies.")
  var strategy: [StrategyName] = []

  @Option(help: "Number of blocks of every load, instead of the profile's.")
  var blocks: Int?

  @Option(help: "Seed for the order of trials and the delays of pages. (default: 1)")
  var seed: UInt64?

  @Flag(help: "Run only the references, each against itself: is this machine quiet enough to measure?")
  var control = false

  @Option(help: "Start no block that would end after this time, for example 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "How long to wait, in all, until other programs leave the machine alone. (default: 60s)")
  var patience: Patience?

  @Option(help: "Folder for the files; must be empty or not exist yet. (default: Results/ and the date)")
  var output: String?

  @Option(help: ArgumentHelp("Continue the run in this folder, with its own plan.", valueName: "run"))
  var resume: String?

  @Flag(help: "Show the trials and the estimated time; run nothing.")
  var dryRun = false

  @Option(help: "Format of the summary: text, json or markdown.")
  var format = OutputFormat.text

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  func validate() throws {
    if let blocks, !(1...RunLimits.mostBlocksOfLoad).contains(blocks) {
      throw ValidationError("--blocks must be at least 1 and at most \(RunLimits.mostBlocksOfLoad), not \(blocks).")
    }
    if control && !strategy.isEmpty {
      throw ValidationError("--control runs only the references; it cannot be combined with --strategy.")
    }
    do { _ = try Catalogue.select(names) } catch { throw ValidationError("\(error).") }
    guard resume != nil else { return }
    let given = [
      ("names of experiments", !names.isEmpty), ("--profile", profile != nil), ("--strategy", !strategy.isEmpty),
      ("--blocks", blocks != nil), ("--seed", seed != nil), ("--control", control), ("--output", output != nil),
      ("--dry-run", dryRun),
    ]
    if let other = given.first(where: { $0.1 })?.0 {
      throw ValidationError("--resume continues a run with its own plan; it takes no \(other).")
    }
  }

  func run() async throws {
    let programs = TrialPrograms(worker: worker, server: server)
    if dryRun {
      try StandardOutput.write(try DryRun(try schedule(choices)).formatted(format))
      return
    }
    try programs.check()
    try StandardOutput.check()
    let finished = try await interruptible {
      let files = ProgramWatch(worker: programs.worker.path, server: programs.server.path)
      let progress = ProgressLine.forStandardError()
      let gate = QuietGate(
        pageBytes: Machine.computingPageBytes, patience: patience?.duration ?? QuietGate.usualPatience,
        onWait: progress.note)
      let prepared = try await prepared(with: programs, files, gate)
      return try await finish(prepared, with: programs, files, gate, progress)
    }
    if !finished.isComplete { throw ExitCode.failure }
    if control, let code = finished.controlCode { throw code }
  }

  /// Waits for a quiet machine first: what the calibration measures, the whole run is planned by.
  private func prepared(
    with programs: TrialPrograms, _ files: ProgramWatch, _ gate: QuietGate
  ) async throws -> PreparedRun {
    let state = await gate.open()
    var here = Machine.current()
    if let state { here = here.computing(at: state.speeds) }
    let facts = await RecordedEnvironment.facts(on: here, state, programs: files, libcurl: CurlGlobal.version)
    do {
      if let resume {
        return try PreparedRun.resume(at: resume, facts: facts, timeLimit: timeLimit?.duration, checking: checkTools)
      }
      return try await PreparedRun.begin(
        choices, on: here, at: output, facts: facts, arguments: CommandLine.arguments, timeLimit: timeLimit?.duration,
        with: ProcessTrialRunner(programs: programs, pinning: here.pinning), checking: checkTools,
        onNote: StandardError.write)
    } catch let error as Schedule.Impossible {
      throw ValidationError("\(error).")
    } catch let error as TimeLimitTooShort {
      throw ValidationError("\(error).")
    }
  }

  /// The page server of this suite makes its certificates with openssl.
  private func checkTools(_ schedule: Schedule) throws {
    guard server == nil, schedule.loads.contains(where: { $0.spec.tls && !$0.predictions.isEmpty }) else { return }
    try ExternalTool.check("openssl", for: "makes the certificates of loads with TLS")
  }

  private func finish(
    _ run: PreparedRun, with programs: TrialPrograms, _ files: ProgramWatch, _ gate: QuietGate,
    _ progress: ProgressLine
  ) async throws -> Finished {
    let outcome = await run.run(
      with: ProcessTrialRunner(programs: programs, pinning: run.schedule.machine.pinning),
      observer: progress, timeLimit: timeLimit?.duration, programs: files, gate: gate)
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

    /// The exit code for a run of controls; nil if all of them passed.
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

/// A command of the system that a run needs.
enum ExternalTool {
  /// It is not installed.
  struct Missing: Error, CustomStringConvertible {
    var name: String
    var purpose: String
    var description: String { "the \(name) command, which \(purpose), is not in any folder of PATH" }
  }

  /// - Parameter purpose: what it does, to follow "which".
  /// - Throws: ``Missing`` if no folder of PATH has such a program.
  static func check(_ name: String, for purpose: String) throws(Missing) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    guard folders.contains(where: { access("\($0)/\(name)", X_OK) == 0 }) else {
      throw Missing(name: name, purpose: purpose)
    }
  }
}
