import Foundation
import TextFormats

extension RunFolder {
  /// The most bytes that one attempt at a block adds to a file.
  private static let mostBytesOfBlock = 64 << 20

  /// Checks everything that has to be true before the tails are cut off: the committed rows are those of the blocks
  /// that the journal has at their places, all files can be written to, and the tails are of one block at most.
  ///
  /// - Throws: ``FileError`` that names the file; nothing has been changed then.
  func checkTails(_ journal: RunJournal) throws(FileError) {
    guard let last = journal.entries.last else { return }
    for name in RunFile.allCases {
      let path = file(name)
      try AppendOnlyFile.check(path)
      let contents = try RegularFile(path)
      let tail = contents.length - last.length(of: name)
      guard tail <= Self.mostBytesOfBlock else {
        throw FileError(
          "resume", path, cause: "\(tail) bytes are not in \(RunJournal.name), more than a crash can leave of a block")
      }
    }
    try AppendOnlyFile.check(file(RunJournal.name))
    for name in RunFile.allCases { try checkRows(of: name, journal) }
    let committed = Committed(journal)
    var block: String?
    for name in RunFile.allCases { try checkTail(of: name, from: last.length(of: name), committed, &block) }
  }

  /// Checks the trials of a file's committed rows. ``RunResults`` checks measurements further.
  private func checkRows(of name: RunFile, _ journal: RunJournal) throws(FileError) {
    let table = try table(name, journal)
    let trial = try table.column("trial_id")
    var place = 0
    var known: String?
    try table.forEachRow { (row) throws(FileError) in
      while row.start >= journal.entries[place].length(of: name), place + 1 < journal.entries.count {
        place += 1
        known = nil
      }
      let entry = journal.entries[place]
      guard row.end <= entry.length(of: name) else {
        throw damaged(name, row, "does not end where line \(entry.line) of \(RunJournal.name) says")
      }
      // Most rows are of the trial of the row before.
      guard row[trial] != known else { return }
      let parts = TrialID.parts(of: row[trial])
      guard
        entry.isBlock ? parts?.block == entry.trialPrefix && parts?.attempt == entry.attempt : row[trial].isEmpty
      else {
        throw damaged(name, row, "is not of the block in line \(entry.line) of \(RunJournal.name)")
      }
      known = row[trial]
    }
  }

  /// A crash leaves rows of one block, the last of them incomplete. Rows of more blocks mean that the journal is not
  /// the one that belongs to them.
  ///
  /// - Parameters:
  ///   - start: where the tail begins, in bytes.
  ///   - block: the block of the rows found so far, as a prefix of its trials' names; nil if there were none.
  private func checkTail(
    of name: RunFile, from start: Int, _ committed: Committed, _ block: inout String?
  ) throws(FileError) {
    let path = file(name)
    let contents = try RegularFile(path)
    var tail: [UInt8] = []
    try contents.read(contents.length - start, at: start, appendingTo: &tail)
    // Some file systems fill up with zeros what they had no time to write.
    tail.removeLast(tail.reversed().prefix { $0 == 0 }.count)
    guard let column = name.columns.firstIndex(of: "trial_id") else { return }
    var place = 0
    var known: String?
    while place < tail.count {
      guard case .row(let fields, let next, _) = CSVParser.row(in: tail, from: place),
        fields.count == name.columns.count
      else {
        guard tail[place...].dropLast().contains(UInt8(ascii: "\n")) else { return }
        throw FileError("resume", path, cause: "the bytes from \(start + place) on are no row, and more follow")
      }
      place = next
      // Facts about the run as a whole are of no trial.
      if name == .environment, fields[column].isEmpty { continue }
      // Most rows are of the trial of the row before.
      guard fields[column] != known else { continue }
      known = fields[column]
      guard let parts = TrialID.parts(of: fields[column]) else {
        throw FileError(
          "resume", path, cause: "the row before byte \(start + place) is of no trial and is not in \(RunJournal.name)")
      }
      guard parts.block == block ?? parts.block, !committed.contains(parts.block, parts.attempt) else {
        throw FileError(
          "resume", path,
          cause: "the rows from byte \(start) on are not in \(RunJournal.name), and are of more blocks than a crash "
            + "leaves; \(parts.block.debugDescription) is one of them")
      }
      block = parts.block
    }
  }

  /// The blocks of a journal, to look up.
  private struct Committed {
    private let complete: Set<String>
    private let invalid: [String: Int]

    init(_ journal: RunJournal) {
      complete = Set(journal.entries.filter { $0.status == .complete }.map(\.trialPrefix))
      invalid = Dictionary(
        journal.entries.filter { $0.status == .invalid }.map { ($0.trialPrefix, $0.attempt) }, uniquingKeysWith: max)
    }

    /// - Parameter block: the prefix of its trials' names.
    func contains(_ block: String, _ attempt: Int) -> Bool {
      complete.contains(block) || attempt <= invalid[block] ?? 0
    }
  }

  /// Removes what a crash left of an uncommitted block; ``checkTails(_:)`` comes first.
  func cutTails(_ journal: RunJournal) throws(FileError) {
    guard let last = journal.entries.last else { return }
    for name in RunFile.allCases where AppendOnlyFile.length(file(name)) ?? 0 > last.length(of: name) {
      try AppendOnlyFile.cut(file(name), to: last.length(of: name))
    }
    if AppendOnlyFile.length(file(RunJournal.name)) ?? 0 > last.end {
      try AppendOnlyFile.cut(file(RunJournal.name), to: last.end)
    }
  }
}
