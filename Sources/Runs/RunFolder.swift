import Experiments
import Foundation
package import HostSystem
package import TextFormats

/// The folder of one run. Each block is written to its files entirely or not at all.
///
/// A block's lines are appended to every file. Then a line with the files' lengths is appended to `blocks.csv`, which
/// commits the block. What lies beyond the last committed lengths belongs to a block that a crash cut off;
/// ``discardUncommitted()`` removes it.
package struct RunFolder: Sendable {
  /// As given, relative or absolute.
  package let path: String
  /// The run's name (``RunID``).
  package let runID: String

  private static let planName = "plan.json"

  /// Makes the folder with all its files.
  ///
  /// - Parameters:
  ///   - path: a folder that is empty or does not exist yet.
  ///   - plan: the contents of `plan.json`.
  ///   - environment: the facts about the machine and the run as a whole.
  /// - Throws: ``FileError`` that names the folder or file.
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
    header.append(RunJournal.columns)
    try AppendOnlyFile.append(header.text, to: folder.file(RunJournal.name))
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

  /// Opens the folder of an earlier run, to read or resume it.
  ///
  /// - Throws: ``FileError`` if it is not a run's folder, or nothing was ever committed to it.
  package init(existing path: String) throws(FileError) {
    self.init(path: path, runID: "")
    self.init(path: path, runID: try journal(of: []).runID)
  }

  private init(path: String, runID: String) {
    self.path = path
    self.runID = runID
  }

  /// The path of a file.
  package func file(_ file: RunFile) -> String { self.file(file.rawValue) }

  private func file(_ name: String) -> String { path + "/" + name }

  /// Appends a block, valid or not. If that fails, nothing of the block remains in the files.
  package func append(_ block: FinishedBlock, in load: PlannedLoad) throws(FileError) {
    try commit(
      BlockTexts.texts(of: block, in: load, runID: runID),
      as: [
        load.experiment.name, load.spec.name, "\(block.planned.number)", "\(block.attempt)",
        block.firstInvalid == nil ? "complete" : "invalid",
      ])
  }

  /// Appends facts about the run as a whole that became known after its start.
  package func append(_ facts: [Fact]) throws(FileError) {
    var text = CSVText()
    for fact in facts { text.append([runID, "", fact.key, fact.value]) }
    try commit([.environment: text.text], as: ["", "", "0", "0", "environment"])
  }

  private func commit(_ texts: FileTexts, as entry: [String]) throws(FileError) {
    let before = RunFile.allCases.map { AppendOnlyFile.length(file($0)) ?? 0 }
    do throws(FileError) {
      for name in RunFile.allCases {
        if let text = texts[name], !text.isEmpty { try AppendOnlyFile.append(text, to: file(name)) }
      }
      var line = CSVText()
      line.append([runID] + entry + RunFile.allCases.map { "\(AppendOnlyFile.length(file($0)) ?? 0)" })
      try AppendOnlyFile.append(line.text, to: file(RunJournal.name))
    } catch {
      for (name, length) in zip(RunFile.allCases, before) where AppendOnlyFile.length(file(name)) ?? 0 > length {
        try? AppendOnlyFile.cut(file(name), to: length)
      }
      throw error
    }
  }

  /// What was committed to the files and is still there.
  ///
  /// - Parameter needed: the files that must not be shorter than committed; a published run may leave out some.
  func journal(of needed: [RunFile] = RunFile.allCases) throws(FileError) -> RunJournal {
    try RunJournal.read(file(RunJournal.name)) {
      needed.contains($0) ? AppendOnlyFile.length(file($0)) ?? 0 : .max
    }
  }

  /// Removes what a crash left of an uncommitted block.
  package func discardUncommitted() throws(FileError) {
    guard let last = try journal().entries.last else { return }
    for (name, length) in zip(RunFile.allCases, last.lengths) where AppendOnlyFile.length(file(name)) ?? 0 > length {
      try AppendOnlyFile.cut(file(name), to: length)
    }
    try AppendOnlyFile.cut(file(RunJournal.name), to: last.end)
  }

  /// The committed part of a file, as a table.
  func table(_ name: RunFile) throws(FileError) -> CSVTable {
    let place = RunFile.allCases.firstIndex(of: name) ?? 0
    return try CSVTable(file: file(name), through: try journal(of: [name]).entries.last?.lengths[place])
  }

  /// The recorded facts about the machine and the run as a whole.
  package func facts() throws(FileError) -> [Fact] {
    let table = try table(.environment)
    let (trial, key, value) = (try table.column("trial_id"), try table.column("key"), try table.column("value"))
    var facts: [Fact] = []
    try table.forEachRow { (row) throws(FileError) in
      if row[trial].isEmpty { facts.append(Fact(row[key], row[value])) }
    }
    return facts
  }

  /// The run's plan.
  ///
  /// - Throws: ``FileError`` that names the file, also if it has another version of the result files' schema.
  package func plan() throws(FileError) -> RunPlan {
    let path = file(Self.planName)
    guard let data = FileManager.default.contents(atPath: path) else { throw FileError("read", path) }
    let version = (try? JSONDecoder().decode(SchemaOnly.self, from: data))?.schemaVersion ?? RunFile.schemaVersion
    guard version == RunFile.schemaVersion else {
      throw FileError(
        "read", path,
        cause: "the run was written with schema \(version) of the result files; this version reads schema "
          + "\(RunFile.schemaVersion) only, so measure again, or use the version that wrote it")
    }
    do { return try JSONDecoder().decode(RunPlan.self, from: data) } catch {
      throw FileError("read", path, cause: "it is not the plan of a run: \(error)")
    }
  }

  private struct SchemaOnly: Decodable {
    var schemaVersion: Int
  }

  /// Files that are computed from the others and can be rewritten at any time.
  package enum DerivedFile: String, Sendable, CaseIterable {
    /// Ratios of strategies, with intervals and verdicts.
    case contrasts = "contrasts.csv"
    /// The experiments' estimates, such as the cost per unit.
    case estimates = "estimates.csv"
    /// What the charts show.
    case series = "series.csv"
  }

  /// Writes a derived file, and replaces an earlier one atomically.
  package func replace(_ derived: DerivedFile, with text: String) throws(FileError) {
    try ReplacedFile.write(text, to: file(derived.rawValue))
  }
}
