import Foundation
import TextFormats

/// `blocks.csv`: what was committed to a run's files, and the files' lengths after each commit.
struct RunJournal: Sendable {
  let runID: String
  /// The commits, in order; never empty.
  let entries: [Entry]

  struct Entry: Sendable, Equatable {
    var experiment: String
    var load: String
    /// From 1; 0 for commits that are no block.
    var block: Int
    /// From 1; 0 for commits that are no block.
    var attempt: Int
    var status: Status
    /// Bytes of each of ``RunFile``'s cases.
    var lengths: [Int]
    /// The number of the entry's line in the journal, from 1.
    var line: Int
    /// Where the entry's line ends in the journal, in bytes.
    var end: Int

    var key: BlockKey { BlockKey(experiment: experiment, load: load, block: block) }

    /// What the names of its trials have in common.
    var trialPrefix: String { TrialID.block(block, of: experiment, load) }

    var isBlock: Bool { status == .complete || status == .invalid }

    /// Bytes of one of the files.
    func length(of file: RunFile) -> Int { lengths[RunFile.allCases.firstIndex(of: file) ?? 0] }
  }

  /// What was committed.
  enum Status: String, Sendable {
    /// The files with their headers.
    case start
    /// Facts about the whole run.
    case environment
    /// A block whose trials are all valid.
    case complete
    /// An attempt at a block with an invalid trial.
    case invalid
  }

  static let name = "blocks.csv"

  static let columns =
    ["run_id", "experiment", "load", "block", "attempt", "status"] + RunFile.allCases.map { $0.rawValue + "_bytes" }

  /// A run of the most possible blocks has a smaller one.
  private static let mostBytes = 64 << 20

  /// Reads the entries. A line at the end without a line break is one that a crash cut off; it does not count.
  ///
  /// - Throws: ``FileError`` if there is no journal, nothing in it is committed, or a line is none that this suite
  ///   writes there.
  static func read(_ path: String) throws(FileError) -> RunJournal {
    guard access(path, F_OK) == 0 else {
      throw FileError("read", path, cause: "there is no such file, so this is no folder of a run")
    }
    let bytes = try RegularFile.contents(of: path, limit: mostBytes)
    var reader = Reader(path: path)
    var place = 0
    var line = 1
    while case let outcome = CSVParser.row(in: bytes, from: place), outcome != .incomplete {
      switch outcome {
      case .malformed(let reason):
        // What a crash left of the last line need not be text.
        guard bytes[place...].contains(UInt8(ascii: "\n")) else {
          place = bytes.count
          continue
        }
        throw reader.error(line, reason)
      case .row(let fields, let next, let lines):
        try reader.add(fields, line: line, end: next)
        (place, line) = (next, line + lines)
      case .incomplete: break
      }
    }
    // A crash leaves the beginning of one line at most.
    guard !bytes[place...].contains(UInt8(ascii: "\n")) else { throw reader.error(line, "has no end") }
    guard !reader.entries.isEmpty else {
      throw FileError("read", path, cause: "nothing was ever committed to this run")
    }
    return RunJournal(runID: reader.runID, entries: reader.entries)
  }

  /// Checks one entry after another.
  private struct Reader {
    let path: String
    var runID = ""
    var entries: [Entry] = []
    private var complete: [BlockKey: Int] = [:]
    private var attempts: [BlockKey: Int] = [:]

    init(path: String) { self.path = path }

    func error(_ line: Int, _ what: String) -> FileError { FileError("read", path, cause: "line \(line) \(what)") }

    mutating func add(_ fields: [String], line: Int, end: Int) throws(FileError) {
      if line == 1 {
        guard fields == RunJournal.columns else {
          throw error(line, "is not the header of this file: \(RunJournal.columns.joined(separator: ","))")
        }
        return
      }
      guard fields.count == RunJournal.columns.count else {
        throw error(line, "has \(fields.count) fields, not the \(RunJournal.columns.count) of the header")
      }
      guard RunNames.isValid(fields[0]), runID.isEmpty || fields[0] == runID else {
        throw error(line, "belongs to another run")
      }
      guard let status = Status(rawValue: fields[5]), (status == .start) == entries.isEmpty else {
        throw error(line, "has a status that cannot be there")
      }
      let isBlock = status == .complete || status == .invalid
      guard let block = Int(fields[3]), let attempt = Int(fields[4]),
        isBlock ? (1...RunLimits.mostBlocksOfLoad).contains(block) : block == 0 && attempt == 0,
        !isBlock || (1...ExperimentRun.attempts).contains(attempt),
        isBlock == RunNames.isValid(fields[1]), isBlock == RunNames.isValid(fields[2])
      else { throw error(line, "names no block of a run") }
      let before = entries.last?.lengths ?? RunFile.allCases.map { _ in 0 }
      let lengths = fields.suffix(before.count).compactMap { Int($0) }
      guard lengths.count == before.count, zip(before, lengths).allSatisfy({ $0 <= $1 && $1 < 1 << 50 }) else {
        throw error(line, "has lengths that are no numbers, or less than those of the line before")
      }
      let entry = Entry(
        experiment: fields[1], load: fields[2], block: block, attempt: attempt, status: status, lengths: lengths,
        line: line, end: end)
      if isBlock {
        if let earlier = complete[entry.key] { throw error(line, "has a block again that line \(earlier) has") }
        guard attempt == (attempts[entry.key] ?? 0) + 1 else {
          throw error(line, "is not the next attempt at its block")
        }
        attempts[entry.key] = attempt
        if status == .complete { complete[entry.key] = line }
      }
      runID = fields[0]
      entries.append(entry)
    }
  }
}

/// Names a block of a run.
struct BlockKey: Hashable, Sendable {
  var experiment: String
  var load: String
  var block: Int
}

/// The names in a run's files: of runs, experiments, loads, metrics and stats.
enum RunNames {
  /// Whether it can be one: ASCII letters and digits, `-`, `_`, `.`, `:` and `+` inside, at most 100 characters.
  static func isValid(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: ":"), UInt8(ascii: "+"):
          true
        default: false
        }
      } && name.first != "-" && name.first != "+"
  }
}
