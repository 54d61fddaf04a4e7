import Experiments
import Foundation
package import HostSystem
package import TextFormats

/// The folder of one run. Each block is written to its files entirely or not at all.
///
/// A block's lines are appended to every file. Then a line with the files' lengths is appended to `blocks.csv`, which
/// commits the block. What lies beyond the last committed lengths belongs to a block that a crash cut off; a resumed
/// run removes it (``PreparedRun``). Nothing else can be the work of a crash, so other damage is an error.
package struct RunFolder: Sendable {
  /// As given, relative or absolute.
  package let path: String
  /// The run's name (``RunID``).
  package let runID: String

  private static let planName = "plan.json"
  private static let mostPlanBytes = 64 << 20

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
    try checkUsable(path)
    let folder = RunFolder(path: path, runID: runID)
    var made: [String] = []
    func make(_ name: String, _ text: String) throws(FileError) {
      try AppendOnlyFile.make(folder.file(name), with: text)
      made.append(folder.file(name))
    }
    do throws(FileError) {
      try make(planName, plan)
      try make(RunJournal.name, folder.line(RunJournal.columns))
      for file in RunFile.allCases { try make(file.rawValue, folder.line(file.columns)) }
      let facts = environment.map { folder.line([runID, "", $0.key, $0.value]) }.joined()
      try folder.commit([.environment: facts], as: ["", "", "0", "0", "start"])
    } catch {
      for path in made { unlink(path) }
      throw error
    }
    return folder
  }

  private func line(_ fields: [String]) -> String {
    var text = CSVText()
    text.append(fields)
    return text.text
  }

  /// Checks that a new run can be written into a folder.
  ///
  /// - Parameter bytes: what it will need, at least.
  /// - Throws: ``FileError`` if the folder is not writable or not empty, or its file system is full.
  package static func checkUsable(_ path: String, for bytes: Int = 0) throws(FileError) {
    guard access(path, W_OK | X_OK) == 0 else { throw FileError("write into the folder", path) }
    if let other = try Folder.contents(path).first {
      throw FileError("use the folder", path, cause: "it is not empty, '\(other)' is in it")
    }
    if let free = Folder.freeBytes(path), free < bytes {
      func text(_ bytes: Int) -> String { bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB" }
      throw FileError(
        "use the folder", path,
        cause: "the run needs about \(text(bytes)), and \(text(free)) are free there")
    }
  }

  /// Opens the folder of an earlier run, to read or resume it.
  ///
  /// - Throws: ``FileError`` if it is not a run's folder, or nothing was ever committed to it.
  package init(existing path: String) throws(FileError) {
    self.init(path: path, runID: try RunJournal.read(path + "/" + RunJournal.name).runID)
  }

  private init(path: String, runID: String) {
    self.path = path
    self.runID = runID
  }

  /// The path of a file.
  package func file(_ file: RunFile) -> String { self.file(file.rawValue) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Appends a block, valid or not. If that fails, nothing of the block counts, unless its line in the journal can
  /// neither be completed on disk nor removed.
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
    let journal = file(RunJournal.name)
    let journalBefore = try length(of: journal)
    var before: [Int] = []
    for name in RunFile.allCases { before.append(try length(of: file(name))) }
    do throws(FileError) {
      var line = CSVText()
      var lengths = before
      for (place, name) in RunFile.allCases.enumerated() {
        guard let text = texts[name], !text.isEmpty else { continue }
        try AppendOnlyFile.append(text, to: file(name))
        lengths[place] += text.utf8.count
      }
      line.append([runID] + entry + lengths.map(String.init))
      try AppendOnlyFile.append(line.text, to: journal)
    } catch {
      // The journal first: it must never have a block that the files do not have. If that fails, the block stays.
      guard (try? AppendOnlyFile.cut(journal, to: journalBefore)) != nil else { throw error }
      for (name, length) in zip(RunFile.allCases, before) { try? AppendOnlyFile.cut(file(name), to: length) }
      throw error
    }
  }

  private func length(of path: String) throws(FileError) -> Int {
    guard let length = AppendOnlyFile.length(path) else { throw FileError("read the length of", path) }
    return length
  }

  /// What was committed to the files.
  ///
  /// - Parameter needed: the files that must have all of it; a published run may leave out some.
  func journal(of needed: [RunFile] = RunFile.allCases) throws(FileError) -> RunJournal {
    let journal = try RunJournal.read(file(RunJournal.name))
    guard let last = journal.entries.last else { return journal }
    for name in needed {
      let (length, wanted) = (AppendOnlyFile.length(file(name)) ?? 0, last.length(of: name))
      guard length >= wanted else {
        throw FileError(
          "read", file(name),
          cause: "it has \(length) bytes, but \(wanted) were written to it (line \(last.line) of \(RunJournal.name))")
      }
    }
    return journal
  }

  /// The committed part of a file, as a table.
  func table(_ name: RunFile, _ journal: RunJournal) throws(FileError) -> CSVTable {
    try CSVTable(file: file(name), columns: name.columns, through: journal.entries.last?.length(of: name))
  }

  /// The recorded facts about the machine and the run as a whole.
  package func facts() throws(FileError) -> [Fact] {
    let table = try table(.environment, try journal(of: [.environment]))
    let (run, trial, key, value) = (
      try table.column("run_id"), try table.column("trial_id"), try table.column("key"), try table.column("value")
    )
    var facts: [Fact] = []
    try table.forEachRow { (row) throws(FileError) in
      guard row[run] == runID else { throw damaged(.environment, row, "belongs to another run") }
      guard RunNames.isValid(row[key]) else { throw damaged(.environment, row, "has a key that is no name") }
      if row[trial].isEmpty { facts.append(Fact(row[key], row[value])) }
    }
    return facts
  }

  /// The run's plan.
  ///
  /// - Throws: ``FileError`` that names the file, also if it has another version of the result files' schema.
  package func plan() throws(FileError) -> RunPlan {
    let path = file(Self.planName)
    let data = Data(try RegularFile.contents(of: path, limit: Self.mostPlanBytes))
    let plan: RunPlan
    do {
      let version = try JSONDecoder().decode(SchemaOnly.self, from: data).schemaVersion
      guard version == RunFile.schemaVersion else {
        throw FileError(
          "read", path,
          cause: "the run was written with schema \(version) of the result files; this version reads schema "
            + "\(RunFile.schemaVersion) only, so measure again, or use the version that wrote it")
      }
      plan = try JSONDecoder().decode(RunPlan.self, from: data)
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError("read", path, cause: "it is not the plan of a run: \(RunPlan.Flaw(error))")
    }
    do throws(RunPlan.Flaw) { try plan.validate() } catch {
      throw FileError("read", path, cause: "it is not the plan of a run: \(error)")
    }
    guard runID.isEmpty || plan.runID == runID else {
      throw FileError("read", path, cause: "it is the plan of \(plan.runID), but \(RunJournal.name) is of \(runID)")
    }
    return plan
  }

  /// An error that names a row of a file.
  func damaged(_ name: RunFile, _ row: CSVTable.Row, _ what: String) -> FileError {
    FileError("read", file(name), cause: "line \(row.line) \(what)")
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
    /// Predicted and measured runtimes.
    case predictions = "predictions.csv"
    /// What the charts show.
    case series = "series.csv"
  }

  /// Writes a derived file, and replaces an earlier one atomically.
  package func replace(_ derived: DerivedFile, with text: String) throws(FileError) {
    try ReplacedFile.write(text, to: file(derived.rawValue))
  }
}
