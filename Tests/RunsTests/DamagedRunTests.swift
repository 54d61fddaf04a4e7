import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing
import TextFormats

@Suite("A damaged run is refused, with file and line, and nothing is changed", .timeLimit(.minutes(1)))
struct DamagedRunTests {
  /// A change to one file of a finished run, and what the error has to say.
  struct Damage: Sendable, CustomTestStringConvertible {
    var file: String
    var says: String
    /// The file's text before and after.
    var change: @Sendable (String) -> String

    init(_ file: String, says: String, _ change: @escaping @Sendable (String) -> String) {
      (self.file, self.says, self.change) = (file, says, change)
    }

    var testDescription: String { "\(file): \(says)" }
  }

  private static func lines(_ change: @escaping @Sendable (inout [Substring]) -> Void) -> @Sendable (String) -> String {
    { text in
      var lines = text.split(separator: "\n")
      change(&lines)
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private static func replacing(_ part: String, with other: String) -> @Sendable (String) -> String {
    { $0.replacing(part, with: other, maxReplacements: 1) }
  }

  private static func lengthsOfTheBlockBefore(of files: [String]) -> @Sendable (String) -> String {
    lines { lines in
      let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
      var last = lines[5].split(separator: ",", omittingEmptySubsequences: false)
      let before = lines[4].split(separator: ",", omittingEmptySubsequences: false)
      for (place, name) in header.enumerated() where files.contains(where: { name == $0 + "_bytes" }) {
        last[place] = before[place]
      }
      lines[5] = last.joined(separator: ",")[...]
    }
  }

  static let damages = [
    // Lines 1 and 2 of the journal are the header and the start, 3 names the client, 4 to 6 are the blocks.
    Damage(
      "blocks.csv", says: "line 4", lines { $0[3] = $0[3].split(separator: ",").dropLast().joined(separator: ",")[...] }
    ),
    Damage("blocks.csv", says: "line 4 has lengths that are no numbers") {
      $0.replacing(",c5,1,1,complete,", with: ",c5,1,1,complete,x")
    },
    Damage("blocks.csv", says: "line 4 has lengths") { $0.replacing(",c5,1,1,complete,", with: ",c5,1,1,complete,-") },
    Damage("blocks.csv", says: "line 4 names no block") { $0.replacing(",c5,1,1,", with: ",c5,-1,1,") },
    Damage("blocks.csv", says: "line 4 names no block") {
      $0.replacing(",c5,1,1,", with: ",c5,9223372036854775808,1,")
    },
    Damage("blocks.csv", says: "line 7 has a block again that line 6 has", lines { $0.append($0[5]) }),
    Damage("blocks.csv", says: "line 5 has lengths", lines { $0.swapAt(3, 4) }),
    Damage("blocks.csv", says: "line 4 belongs to another run") {
      $0.replacing("run-1,five-pages,c5,1", with: "run-2,five-pages,c5,1")
    },
    Damage("blocks.csv", says: "line 4 has a status", replacing(",complete,", with: ",done,")),
    Damage("blocks.csv", says: "line 1 is not the header") { "\u{FEFF}" + $0 },
    Damage("blocks.csv", says: "line 1") { $0.replacing("\n", with: "\r\n") },
    Damage("blocks.csv", says: "line 4 contains a NUL byte", replacing("five-pages", with: "five\0pages")),
    Damage(
      "blocks.csv", says: "line 4 has a block that is not in the plan", replacing("five-pages", with: "six-pages")),
    Damage("blocks.csv", says: "line 4 has no end", replacing("run-1,five-pages", with: "run-1,\"five-pages")),
    Damage("blocks.csv", says: "nothing was ever committed") { _ in "" },
    // Block 1 of measurements.csv begins in line 2.
    Damage("measurements.csv", says: "line 1 is not the header", replacing("run_id,trial_id", with: "trial_id,run_id")),
    Damage("measurements.csv", says: "line 2", replacing(",five-pages,", with: ",nine-pages,")),
    Damage(
      "measurements.csv", says: "line 2 has a value", replacing(",runtime,value,0.1,", with: ",runtime,value,nan,")),
    Damage(
      "measurements.csv", says: "line 2 has a value", replacing(",runtime,value,0.1,", with: ",runtime,value,inf,")),
    Damage(
      "measurements.csv", says: "line 2 has a value", replacing(",runtime,value,0.1,", with: ",runtime,value,9e9999,")),
    Damage("measurements.csv", says: "bytes, but", lines { $0.removeLast() }),
    Damage(
      "measurements.csv", says: "line 3 has a measurement that its trial has already", lines { $0.insert($0[1], at: 1) }
    ),
    Damage("measurements.csv", says: "does not end where line", lines { $0[1] += "00" }),
    Damage("measurements.csv", says: "line 2 belongs to another run", lines { $0[1] = $0[0] }),
    Damage("measurements.csv", says: "more blocks than a crash leaves", lines { $0.append($0[1]) }),
    Damage(
      "measurements.csv", says: "line 2 is not of the trial", replacing(",1,sequential,", with: ",1,sequential!,")),
    Damage("measurements.csv", says: "line 2 does not have the status", replacing(",ok,", with: ",no,")),
    Damage("environment.csv", says: "line 2 belongs to another run", replacing("run-1,", with: "run-2,")),
    Damage(
      "environment.csv", says: "line 2 has a quotation mark inside a field", replacing("run-1,,", with: "ru\"-1,,")),
    Damage("requests.csv", says: "line 1 is not the header", replacing("\n", with: " ")),
    Damage(
      "requests.csv", says: "line 3 is not of the block",
      replacing("_b1_p1,five-pages,1,sequential,1,", with: "_b2_p1,five-pages,1,sequential,1,")),
    Damage("histograms.csv", says: "line 3 contains a NUL byte", lines { $0[2] = "\0" + $0[2].dropFirst() }),
    Damage(
      "histograms.csv", says: "does not end where line",
      lines {
        // The last line of the first of three blocks.
        let last = ($0.count - 1) / 3
        $0[last] += "0"
        $0[last + 1].removeLast()
      }),
    // The lengths of the last block are those of the block before it, so that its rows look like what a crash left.
    Damage("blocks.csv", says: "more blocks than a crash leaves", lengthsOfTheBlockBefore(of: ["histograms.csv"])),
    Damage("blocks.csv", says: "more blocks than a crash leaves", lengthsOfTheBlockBefore(of: ["requests.csv"])),
    Damage("blocks.csv", says: "more blocks than a crash leaves", lengthsOfTheBlockBefore(of: ["environment.csv"])),
    Damage("histograms.csv", says: "bytes, but") { _ in "" },
    Damage("plan.json", says: "schemaVersion: ", replacing("\"schemaVersion\" : 2", with: "\"schemaVersion\" : \"2\"")),
    Damage("plan.json", says: "schemaVersion: ", replacing("\"schemaVersion\"", with: "\"scheme\"")),
    Damage(
      "plan.json", says: "schema 3 of the result files",
      replacing("\"schemaVersion\" : 2", with: "\"schemaVersion\" : 3")),
    Damage(
      "plan.json", says: "machine.openFiles",
      replacing("\"openFiles\" : 20000", with: "\"openFiles\" : -9223372036854775808")),
    Damage(
      "plan.json", says: "blocksOfEach",
      replacing("\"blocksOfEach\" : 3", with: "\"blocksOfEach\" : 1000000000000000000")),
    Damage(
      "plan.json", says: "five-pages c5: blocks", replacing("\"blocks\" : 3", with: "\"blocks\" : 1000000000000000")),
    Damage("plan.json", says: "units", replacing("\"units\" : 5", with: "\"units\" : 1000000000")),
    Damage("plan.json", says: "concurrency", replacing("\"concurrency\" : 5", with: "\"concurrency\" : 0")),
    Damage(
      "plan.json", says: "runtimePredictedSeconds",
      replacing("\"runtimePredictedSeconds\" : ", with: "\"runtimePredictedSeconds\" : -")),
    Damage(
      "plan.json", says: "is the plan of run-2", replacing("\"runID\" : \"run-1\"", with: "\"runID\" : \"run-2\"")),
    Damage("plan.json", says: "not the plan of a run") { _ in "" },
  ]

  private func finishedRun() async throws -> ScratchPath {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(
      .fivePages, profile: .standard, strategies: [.sequential, .taskGroup], blocks: 3, seed: 5)
    _ = await ExperimentRun(schedule, into: try scratch.makeFolder(for: schedule), with: FakeRunner()).run()
    return scratch
  }

  @Test(arguments: damages)
  func refused(damage: Damage) async throws {
    let scratch = try await finishedRun()
    let file = URL(filePath: "\(scratch.path)/\(damage.file)")
    let text = try String(contentsOf: file, encoding: .utf8)
    let damaged = damage.change(text)
    #expect(damaged != text)
    try damaged.write(to: file, atomically: true, encoding: .utf8)
    let before = try RunBytes(scratch.path)
    let error = #expect(throws: FileError.self) { try PreparedRun.resume(at: scratch.path, facts: []) }
    let says = error.map { "\($0)" } ?? ""
    #expect(says.contains(scratch.path))
    #expect(says.contains(damage.says), "\(says)")
    #expect(try RunBytes(scratch.path) == before)
  }
}
