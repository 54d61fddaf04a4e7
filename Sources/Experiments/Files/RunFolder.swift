import Foundation

/// The folder of one run. Blocks get into its files whole or not at all.
///
/// A block's lines are appended to every file and then, in `blocks.csv`, committed with the files' lengths. What lies beyond the
/// lengths committed last was cut off by a crash, and ``discardUncommitted()`` removes it.
package struct RunFolder: Sendable {
  package let path: String
  package let runID: String

  private static let planName = "plan.json"
  private static let journalName = "blocks.csv"

  /// Makes the folder, with all of its files and what is known before the first trial.
  ///
  /// - Parameters:
  ///   - path: a folder that is empty or does not exist yet.
  ///   - plan: becomes `plan.json`.
  ///   - environment: what is known of the machine and the run.
  package static func create(at path: String, runID: String, plan: String, environment: [Fact]) throws(FileError)
    -> RunFolder
  {
    try Folder.make(path)
    guard access(path, W_OK | X_OK) == 0 else { throw FileError("write into the folder", path) }
    if let other = try Folder.contents(path).first {
      throw FileError("use the folder", path, cause: "it is not empty, '\(other)' is in it")
    }
    let folder = RunFolder(path: path, runID: runID)
    try AppendOnlyFile.append(plan, to: folder.file(planName))
    var header = CSVText()
    header.append(journalColumns)
    try AppendOnlyFile.append(header.text, to: folder.file(journalName))
    var texts: FileTexts = [:]
    for file in RunFile.allCases {
      var text = CSVText()
      text.append(file.columns)
      if file == .environment { for fact in environment { text.append([runID, "", fact.key, fact.value]) } }
      texts[file] = text.text
    }
    try folder.commit(texts, as: ["", "", "0", "0", "start"])
    return folder
  }

  /// The folder of an earlier run, to be read or repaired.
  package init(existing path: String, runID: String) { self.init(path: path, runID: runID) }

  private init(path: String, runID: String) {
    self.path = path
    self.runID = runID
  }

  package func file(_ file: RunFile) -> String { self.file(file.rawValue) }

  private func file(_ name: String) -> String { path + "/" + name }

  /// Adds a block, whether it counts or not. If that fails nothing of it remains.
  package func append(_ block: FinishedBlock, in cell: PlannedCell) throws(FileError) {
    try commit(
      BlockTexts.texts(of: block, in: cell, runID: runID),
      as: [
        cell.experiment.name, cell.cell.name, "\(block.planned.number)", "\(block.attempt)",
        block.firstVoid == nil ? "complete" : "void",
      ])
  }

  /// Adds facts about the run that only became known on the way.
  package func append(_ facts: [Fact]) throws(FileError) {
    var text = CSVText()
    for fact in facts { text.append([runID, "", fact.key, fact.value]) }
    try commit([.environment: text.text], as: ["", "", "0", "0", "environment"])
  }

  private static let journalColumns =
    ["run_id", "experiment", "load", "block", "attempt", "status"] + RunFile.allCases.map { $0.rawValue + "_bytes" }

  private func commit(_ texts: FileTexts, as entry: [String]) throws(FileError) {
    let before = RunFile.allCases.map { AppendOnlyFile.length(file($0)) ?? 0 }
    do throws(FileError) {
      for name in RunFile.allCases {
        if let text = texts[name], !text.isEmpty { try AppendOnlyFile.append(text, to: file(name)) }
      }
      var line = CSVText()
      line.append([runID] + entry + RunFile.allCases.map { "\(AppendOnlyFile.length(file($0)) ?? 0)" })
      try AppendOnlyFile.append(line.text, to: file(Self.journalName))
    } catch {
      for (name, length) in zip(RunFile.allCases, before) where AppendOnlyFile.length(file(name)) ?? 0 > length {
        try? AppendOnlyFile.cut(file(name), to: length)
      }
      throw error
    }
  }

  /// Removes what a crash left of a block that was not committed.
  package func discardUncommitted() throws(FileError) {
    let path = file(Self.journalName)
    guard let journal = FileManager.default.contents(atPath: path).map({ String(decoding: $0, as: UTF8.self) }) else {
      throw FileError("read", path, cause: "there is no such file, so this is no folder of a run")
    }
    // A last line without its end was cut off, too, and commits nothing.
    let lines = journal.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let committed = lines.last?.split(separator: ",", omittingEmptySubsequences: false).suffix(RunFile.allCases.count)
    guard lines.count > 1, let committed, committed.count == RunFile.allCases.count else {
      throw FileError("read", path, cause: "nothing was ever committed to this run")
    }
    for (name, length) in zip(RunFile.allCases, committed.map { Int($0) ?? .max })
    where AppendOnlyFile.length(file(name)) ?? 0 > length {
      try AppendOnlyFile.cut(file(name), to: length)
    }
    try AppendOnlyFile.cut(path, to: lines.reduce(0) { $0 + $1.utf8.count + 1 })
  }
}
