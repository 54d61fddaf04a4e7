import Foundation
import HostSystem
import Testing
import Trial

@Suite("A units file holds the rows of the plan's units, and nothing else", .timeLimit(.minutes(1)))
struct UnitFileTests {
  private static let trial: ClosedRange<Int64> = 100...200

  private func read(_ file: NamelessFile, units: Int) throws -> [UnitRow] {
    try UnitFile.read(file, units: units, trial: Self.trial) { Array($0) }
  }

  private func file(_ rows: [UnitRow]) throws -> NamelessFile {
    let file = try NamelessFile("test")
    try rows.withUnsafeBufferPointer { try UnitFile.write($0, to: file.path) }
    return file
  }

  private func good(_ change: (inout UnitRow) -> Void = { _ in }) -> UnitRow {
    var row = UnitRow(
      startNanoseconds: 110, firstByteNanoseconds: 120, doneNanoseconds: 130, bytes: 7, thread: 4, httpStatus: 200,
      timesEnded: 1)
    change(&row)
    return row
  }

  @Test("rows are read as they were written", arguments: [0, 1, 1000])
  func roundTrip(_ count: Int) throws {
    let rows = (0..<count).map { unit in good { $0.bytes = Int64(unit) } }
    let file = try file(rows)
    #expect(file.size == count * 56)
    #expect(try read(file, units: count) == rows)
  }

  @Test func writingReplacesTheFile() throws {
    let file = try file([good(), good(), good()])
    try [good()].withUnsafeBufferPointer { try UnitFile.write($0, to: file.path) }
    #expect(try read(file, units: 1).count == 1)
  }

  @Test("A file of another size is refused, whatever its size.", arguments: [0, 49, 56, 168, 1 << 42])
  func otherSizes(_ size: Int) throws {
    let file = try NamelessFile("test")
    try #require(ftruncate(file.descriptor, size) == 0)
    let error = #expect(throws: TrialError.self) { try read(file, units: 2) }
    #expect(error?.context == "the units file has \(size) bytes, not 56 for each of 2 units")
  }

  @Test("A row that cannot be is refused with its unit.")
  func impossibleRows() throws {
    let rows: [(UnitRow, String)] = [
      (good { $0.startNanoseconds = 99 }, "ran from 99 to 130 ns, and the trial from 100 to 200 ns"),
      (good { $0.doneNanoseconds = 201 }, "ran from 110 to 201 ns, and the trial from 100 to 200 ns"),
      (
        good { $0.startNanoseconds = .min }, "ran from -9223372036854775808 to 130 ns, and the trial from 100 to 200 ns"
      ),
      (good { $0.startNanoseconds = 135 }, "ended 5 ns before it began"),
      (good { $0.firstByteNanoseconds = 131 }, "ran from 110 to 130 ns, with a first byte at 131 ns"),
      (good { $0.firstByteNanoseconds = -1 }, "ran from 110 to 130 ns, with a first byte at -1 ns"),
      (good { $0.bytes = -1 }, "received -1 bytes"),
      (good { $0.bytes = .max }, "received 9223372036854775807 bytes"),
      (good { $0.thread = -1 }, "ran on thread -1"),
      (good { $0.httpStatus = 1000 }, "has the HTTP status 1000"),
      (good { $0.fault = 200 }, "has the fault 200, which does not exist"),
      (good { $0.intendedNanoseconds = -1 }, "was due at -1 ns"),
      (good { $0.timesEnded = 0 }, "never ended, and has results"),
    ]
    for (row, flaw) in rows {
      let file = try file([good(), row])
      let error = #expect(throws: TrialError.self) { try read(file, units: 2) }
      #expect(error?.context == "unit 1 \(flaw)")
    }
  }

  @Test("The sum of the bytes does not overflow.")
  func manyBytes() throws {
    let file = try file([good { $0.bytes = 1 << 53 }, good { $0.bytes = 1 }])
    let error = #expect(throws: TrialError.self) { try read(file, units: 2) }
    #expect(error?.context == "the units received more than 9007199254740992 bytes")
  }

  @Test("A unit that never ended has an empty row, but for the time when it was due.")
  func unendedUnits() throws {
    let rows = [UnitRow(), UnitRow(intendedNanoseconds: 150)]
    #expect(try read(try file(rows), units: 2) == rows)
  }

  @Test("What is left of a worker cannot change the file while it is read.")
  func sealed() throws {
    let file = try file([good()])
    _ = try read(file, units: 1)
    #expect(ftruncate(file.descriptor, 0) == -1)
    #expect(throws: TrialError.self) { try [good()].withUnsafeBufferPointer { try UnitFile.write($0, to: file.path) } }
    #expect(file.size == 56)
  }

  @Test func anErrorNamesTheFileInAMissingFolder() {
    let error = #expect(throws: TrialError.self) {
      try [UnitRow()].withUnsafeBufferPointer { try UnitFile.write($0, to: "/nowhere/rows") }
    }
    #expect(error?.description == "cannot write the units file /nowhere/rows: No such file or directory")
  }

  @Test func aFullDiskIsAnError() {
    let error = #expect(throws: TrialError.self) {
      try [UnitRow()].withUnsafeBufferPointer { try UnitFile.write($0, to: "/dev/full") }
    }
    #expect(error?.description == "cannot write the units file /dev/full: No space left on device")
  }
}
