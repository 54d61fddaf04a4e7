import Analysis
import ArgumentParser
import HostSystem
import Runs

/// `harness summarise`: recomputes the files that are derived from a run's measurements.
struct SummariseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summarise",
    abstract: "Recomputes contrasts.csv, estimates.csv, predictions.csv and series.csv of a run from its measurements.",
    discussion: """
      After an update, an old run gets what the new version computes. The measurements stay as they are. \
      scripts/plot.sh draws the charts of the run from these files.

      Exit code: 0 if the files were written, 1 if not, 64 for wrong arguments.
      """)

  @Argument(help: ArgumentHelp("Folder of the run.", valueName: "run"))
  var path: String

  func run() throws {
    let folder = try RunFolder(existing: path)
    let lock = try FolderLock(path)
    defer { withExtendedLifetime(lock) {} }
    try DerivedFiles(folder).write(to: folder)
    try StandardOutput.write(RunFolder.DerivedFile.allCases.map { "\(folder.path)/\($0.rawValue)\n" }.joined())
  }
}
