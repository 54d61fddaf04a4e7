import ArgumentParser
import Foundation
import SelfCheck
import TrialRunner

/// `harness selfcheck`: whether the method finds what was planted, and nothing where nothing was.
struct SelfCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selfcheck",
    abstract: "Asks the method about differences that were planted, and about none.",
    discussion: """
      Measures the same trial under several labels, and trials that were slowed down by 2, 5, 10 and 20 %, and has the \
      suite judge them as it judges strategies. A block takes about 3 s; 400 blocks give 200 comparisons of like with \
      like. Ctrl-C or the time limit ends it earlier; the blocks that are complete count. Then simulates how often the \
      interval of a ratio holds the truth, for less than a minute.
      """)

  @Option(help: "How often everything is measured, 8 to 10000.")
  var blocks = 400

  @Option(help: "What the order of trials is drawn from.")
  var seed: UInt64 = 1

  @Option(help: "Start no block after this, such as 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "Experiments to simulate for each kind of noise and number of blocks; 0 for none.")
  var simulations = 20_000

  @Option(help: "A folder for trials.csv, coverage.csv and summary.md, or one to make.")
  var output = "Results/selfcheck"

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
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    let procedure = SelfCheckProcedure(
      blocks: blocks, seed: seed, timeLimit: timeLimit?.duration, simulations: simulations,
      runner: ProcessTrialRunner(programs: programs), onProgress: StandardError.write)
    let output = output
    let report = try await interruptible {
      try await procedure.run { file, text in
        try text.write(toFile: "\(output)/\(file)", atomically: true, encoding: .utf8)
      }
    }
    try StandardOutput.write(report)
  }
}
