import Foundation
import TextFormats

/// The files of a run that grow block by block.
package enum RunFile: String, Sendable, CaseIterable {
  /// One row per trial, metric and statistic.
  case measurements = "measurements.csv"
  /// One row per unit of the trials with few units.
  case requests = "requests.csv"
  /// One row per bucket of each trial's latency histograms.
  case histograms = "histograms.csv"
  /// Key and value: facts about the run as a whole, and the machine's conditions during each trial.
  case environment = "environment.csv"

  /// The names in the file's first row.
  package var columns: [String] {
    switch self {
    case .measurements:
      [
        "schema_version", "run_id", "trial_id", "experiment", "load", "block", "position", "strategy", "role", "model",
        "concurrency", "offered_rps", "units", "page_bytes", "server_delay_us", "connections", "seed", "phase",
        "metric", "stat", "value", "unit", "n", "status", "error_class", "start_unix_ns",
      ]
    case .requests:
      [
        "trial_id", "experiment", "block", "strategy", "unit", "name", "thread", "intended_ns", "start_ns",
        "first_byte_ns", "done_ns", "bytes", "http_status", "error_class",
      ]
    case .histograms: ["trial_id", "metric", "low_ns", "high_ns", "count"]
    case .environment: ["run_id", "trial_id", "key", "value"]
    }
  }

  /// Raised whenever a column is added or renamed, or its meaning changes.
  package static let schemaVersion = 2
}

/// The text to append to each file; files without new text may be missing.
package typealias FileTexts = [RunFile: String]

/// `blocks.csv`: what was committed to a run's files, and the files' lengths after each commit.
struct RunJournal: Sendable {
  let runID: String
  /// The commits, in order; never empty.
  let entries: [Entry]

  struct Entry: Sendable, Equatable {
    var experiment: String
    var load: String
    var block: Int
    var attempt: Int
    /// `complete` or `invalid` for a block; `start` or `environment` for other commits.
    var status: String
    /// Bytes of each of ``RunFile``'s cases.
    var lengths: [Int]
    /// Where the entry's line ends in the journal, in bytes.
    var end: Int
  }

  static let name = "blocks.csv"

  static let columns =
    ["run_id", "experiment", "load", "block", "attempt", "status"] + RunFile.allCases.map { $0.rawValue + "_bytes" }

  /// Reads the entries up to the first that is not committed: one whose line is incomplete, or whose files are shorter
  /// than it says.
  ///
  /// - Parameter length: the actual length of each file, in bytes.
  /// - Throws: ``FileError`` if there is no journal, or no entry in it is committed.
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
