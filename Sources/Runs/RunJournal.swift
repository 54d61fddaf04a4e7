import Foundation
import TextFormats

/// `blocks.csv`: what went into a run's files whole, and how long the files were then.
struct RunJournal: Sendable {
  let runID: String
  /// What the files hold, in order; never empty.
  let entries: [Entry]

  struct Entry: Sendable, Equatable {
    var experiment: String
    var load: String
    var block: Int
    var attempt: Int
    /// `complete` or `invalid` of a block; `start` and `environment` of what else is written.
    var status: String
    /// Bytes of each of ``RunFile``'s cases.
    var lengths: [Int]
    /// Where its line ends in the journal, in bytes.
    var end: Int
  }

  static let name = "blocks.csv"

  static let columns =
    ["run_id", "experiment", "load", "block", "attempt", "status"] + RunFile.allCases.map { $0.rawValue + "_bytes" }

  /// - Parameter length: how long each file really is. A block whose lines are not all there, or whose line in the journal was
  ///   cut off, was not committed, and neither was what came after it.
  static func read(_ path: String, length: (RunFile) -> Int) throws(FileError) -> RunJournal {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileError("read", path, cause: "there is no such file, so this is no folder of a run")
    }
    let actual = RunFile.allCases.map(length)
    var entries: [Entry] = []
    var runID = ""
    var end = 0
    for (number, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .enumerated()
    {
      end += line.count + 1
      if number == 0 { continue }
      let fields = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count, let block = Int(fields[3]), let attempt = Int(fields[4]) else { break }
      let lengths = fields.suffix(actual.count).map { Int($0) ?? .max }
      guard zip(lengths, actual).allSatisfy({ $0 <= $1 }) else { break }
      runID = String(fields[0])
      entries.append(
        Entry(
          experiment: String(fields[1]), load: String(fields[2]), block: block, attempt: attempt,
          status: String(fields[5]), lengths: lengths, end: end))
    }
    if entries.isEmpty { throw FileError("read", path, cause: "nothing was ever committed to this run") }
    return RunJournal(runID: runID, entries: entries)
  }
}
