import Analysis
import ArgumentParser
import HostSystem
import Runs
import Statistics
import TextFormats

/// `harness compare`: compares the costs of two runs.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two runs and reports whether anything costs more than before.",
    discussion: """
      Compares every strategy under the headline load and metrics of each experiment. Make both runs with the profile \
      standard or full, on the same machine and with nothing else running.

      Exit code: 0 if nothing costs more than the threshold allows, 10 if something does, 11 if that is undecided, 12 \
      if in one of the runs a reference differs from itself, 1 if a run cannot be read or the machines differ, 64 \
      for wrong arguments.
      """)

  @Argument(help: "Folder of the earlier run.")
  var baseline: String

  @Argument(help: "Folder of the run to judge.")
  var candidate: String

  @Option(help: "The ratio that is still acceptable: 1.05 allows 5 % more.")
  var threshold = 1.05

  @Flag(help: "Compare even if the runs were made on different machines.")
  var acrossMachines = false

  @Option(help: "Output format: text, json or markdown.")
  var format = OutputFormat.text

  func validate() throws {
    guard threshold > 1, threshold <= 100 else {
      throw ValidationError("--threshold is a ratio above 1 and at most 100, such as 1.05, not \(threshold).")
    }
  }

  func run() throws {
    let folders = (try RunFolder(existing: baseline), try RunFolder(existing: candidate))
    // Both are checked before the work begins.
    _ = (try folders.0.plan(), try folders.1.plan())
    let facts = (try folders.0.facts(), try folders.1.facts())
    let differences = RecordedDifferences.machines(facts.0, facts.1)
    guard differences.isEmpty || acrossMachines else { throw OtherMachine(differences: differences) }
    var comparison = Comparison(
      baseline: try RunResults(folders.0), candidate: try RunResults(folders.1), threshold: threshold)
    comparison.remarks += differences.map { "The machines differ in \($0)." }
    comparison.remarks += RecordedDifferences.remarks(facts.0, facts.1)
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
      "the runs were made on different machines (\(differences.joined(separator: "; "))), so a difference may be due "
        + "to them; --across-machines compares them anyway"
    }
  }
}
