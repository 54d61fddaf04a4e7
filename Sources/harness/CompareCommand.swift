import Analysis
import ArgumentParser
import Runs
import Statistics
import TextFormats

/// `harness compare`: what has become of a run's costs in another.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two runs of the same loads, and says whether anything costs more than it did.",
    discussion: """
      Only what gets verdicts within a run is compared: each experiment's headline load and metrics, strategy by strategy. Run
      both with the profile standard or full on the same machine, as still as it can be.

      The exit code is 0 if nothing costs more than the threshold allows, 10 if something does, 11 if that cannot be told, and 12
      if in one of the runs the reference differs from itself. 1: a run cannot be read, or the machines differ. 64: usage.
      """)

  @Argument(help: "The folder of the run to compare with.")
  var baseline: String

  @Argument(help: "The folder of the run to judge.")
  var candidate: String

  @Option(help: "How much more is still good enough, as a ratio: 1.05 for 5 %.")
  var threshold = 1.05

  @Flag(help: "Compare although the runs were made on different machines.")
  var acrossMachines = false

  @Option(help: "text, json or markdown.")
  var format = OutputFormat.text

  func validate() throws {
    guard threshold > 1, threshold <= 100 else {
      throw ValidationError("--threshold is a ratio above 1 and at most 100, such as 1.05, not \(threshold).")
    }
  }

  func run() throws {
    let folders = (try RunFolder(existing: baseline), try RunFolder(existing: candidate))
    let differences = Comparison.differences(try folders.0.facts(), try folders.1.facts())
    guard differences.isEmpty || acrossMachines else { throw OtherMachine(differences: differences) }
    var comparison = Comparison(
      baseline: try RunResults(folders.0), candidate: try RunResults(folders.1), threshold: threshold)
    comparison.remarks += differences.map { "The machines differ in \($0)." }
    try StandardOutput.write(try comparison.formatted(format))
    switch comparison.verdict {
    case .passed: break
    case .regression: throw HarnessExit.regression
    case .controlFailed: throw HarnessExit.controlFailed
    default: throw HarnessExit.inconclusive
    }
  }

  private struct OtherMachine: Error, CustomStringConvertible {
    var differences: [String]

    var description: String {
      "the runs were made on different machines (\(differences.joined(separator: "; "))), so a difference may be theirs; "
        + "--across-machines compares them all the same"
    }
  }
}
