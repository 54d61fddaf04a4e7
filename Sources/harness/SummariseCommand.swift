import Analysis
import ArgumentParser
import Runs

/// `harness summarise`: what the measurements of a run say, computed anew.
struct SummariseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summarise",
    abstract: "Makes contrasts.csv, estimates.csv and series.csv of a run anew from its measurements.",
    discussion: """
      An old run gets what this version computes. The measurements themselves are only read. scripts/plot.sh draws the \
      charts of the run from these files.

      The exit code is 0 if the files were written, 1 if not, 64 if the arguments make no sense.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var path: String

  func run() throws {
    let folder = try RunFolder(existing: path)
    try DerivedFiles(folder).write(to: folder)
    try StandardOutput.write(RunFolder.DerivedFile.allCases.map { "\(folder.path)/\($0.rawValue)\n" }.joined())
  }
}
