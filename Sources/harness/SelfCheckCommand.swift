import ArgumentParser
import Experiments
import HostSystem
import MachineWatch
import Runs
import SelfCheck
import TextFormats
import TrialRunner

/// `harness selfcheck`: checks that the method finds planted differences, and no others.
struct SelfCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selfcheck",
    abstract: "Checks the method with planted differences, and with none.",
    discussion: """
      Measures copies of trials, and trials that were slowed down by 2, 5 and 10 %, and judges them by the rules \
      for strategies. A block takes about 12 s; 540 blocks give 200 comparisons of two copies of each kind. Ctrl-C or \
      the time limit ends the measurement; complete blocks count. Then simulates, for less than a minute, how often \
      the interval of a ratio contains the true value.
      """)

  @Option(help: "Number of blocks, 8 to 10000.")
  var blocks = 180

  @Option(help: "Seed for the order of trials.")
  var seed: UInt64 = 1

  @Option(help: "Start no block after this time, for example 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "Simulated experiments for each kind of noise and number of blocks; 0 for none.")
  var simulations = 20_000

  @Option(help: "Folder for trials.csv, coverage.csv and summary.md.")
  var output = "Results/selfcheck"

  @Option(help: "How long to wait, in all, until other programs leave the machine alone. (default: 60s)")
  var patience: Patience?

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  func validate() throws {
    guard (Findings.window...10_000).contains(blocks) else {
      throw ValidationError("--blocks must be at least \(Findings.window) and at most 10000, not \(blocks).")
    }
    guard (0...1_000_000).contains(simulations) else {
      throw ValidationError("--simulations must be at least 0 and at most 1000000, not \(simulations).")
    }
  }

  func run() async throws {
    let programs = TrialPrograms(worker: worker, server: server)
    try programs.check()
    try StandardOutput.check()
    let lock = try FolderLock(making: output)
    defer { withExtendedLifetime(lock) {} }
    let files = ProgramWatch(worker: programs.worker.path, server: programs.server.path)
    let gate = QuietGate(
      pageBytes: Machine.computingPageBytes, patience: patience?.duration ?? QuietGate.usualPatience,
      onWait: StandardError.write)
    let procedure = SelfCheckProcedure(
      blocks: blocks, seed: seed, timeLimit: timeLimit?.duration, simulations: simulations,
      runner: ProcessTrialRunner(programs: programs), gate: gate, obstacle: { files.change() },
      onProgress: StandardError.write)
    let output = output
    let report = try await interruptible {
      try await procedure.run { file, text in
        try ReplacedFile.write(text, to: "\(output)/\(file)")
      }
    }
    try StandardOutput.write(report)
  }
}
