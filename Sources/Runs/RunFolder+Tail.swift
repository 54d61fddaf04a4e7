import Foundation
import TextFormats

extension RunFolder {
  /// The most bytes that one attempt at a block adds to a file.
  private static let mostBytesOfBlock = 64 << 20

  /// Checks everything that has to be true before the tails are cut off: the committed rows begin and end where the
  /// journal says, all files can be written to, and the tails are of one block at most.
  ///
  /// - Throws: ``FileError`` that names the file; nothing has been changed then.
  func checkTails(_ journal: RunJournal) throws(FileError) {
    guard let last = journal.entries.last else { return }
    for name in RunFile.allCases {
      let path = file(name)
      try AppendOnlyFile.check(path)
      let contents = try RegularFile(path)
      for entry in journal.entries where entry.length(of: name) > 0 {
        var end: [UInt8] = []
        try contents.read(1, at: entry.length(of: name) - 1, appendingTo: &end)
        guard end == [UInt8(ascii: "\n")] else {
          throw FileError(
            "read", path,
            cause:
              "no line ends after \(entry.length(of: name)) bytes, as line \(entry.line) of \(RunJournal.name) says")
        }
      }
      let tail = contents.length - last.length(of: name)
      guard tail <= Self.mostBytesOfBlock else {
        throw FileError(
          "resume", path, cause: "\(tail) bytes are not in \(RunJournal.name), more than a crash can leave of a block")
      }
    }
    try AppendOnlyFile.check(file(RunJournal.name))
    try checkTailOfMeasurements(from: last, journal)
  }

  /// A crash leaves rows of one block, the last of them incomplete. Rows of more blocks mean that the journal is not
  /// the one that belongs to them.
  private func checkTailOfMeasurements(from last: RunJournal.Entry, _ journal: RunJournal) throws(FileError) {
    let path = file(.measurements)
    let contents = try RegularFile(path)
    let start = last.length(of: .measurements)
    var tail: [UInt8] = []
    try contents.read(contents.length - start, at: start, appendingTo: &tail)
    // Some file systems fill up with zeros what they had no time to write.
    tail.removeLast(tail.reversed().prefix { $0 == 0 }.count)
    let complete = Set(journal.entries.filter { $0.status == .complete }.map(\.key))
    let columns = RunFile.measurements.columns
    let places = ["experiment", "load", "block"].compactMap { columns.firstIndex(of: $0) }
    var found: BlockKey?
    var place = 0
    while place < tail.count {
      guard case .row(let fields, let next, _) = CSVParser.row(in: tail, from: place), fields.count == columns.count,
        let block = Int(fields[places[2]])
      else {
        guard tail[place...].dropLast().contains(UInt8(ascii: "\n")) else { return }
        throw FileError("resume", path, cause: "the bytes from \(start + place) on are no row, and more follow")
      }
      let key = BlockKey(experiment: fields[places[0]], load: fields[places[1]], block: block)
      guard key == found ?? key, !complete.contains(key) else {
        throw FileError(
          "resume", path,
          cause: "the rows from byte \(start) on are not in \(RunJournal.name), and are of more blocks than a crash "
            + "leaves; block \(block) of \(key.experiment) \(key.load) is one of them")
      }
      found = key
      place = next
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
