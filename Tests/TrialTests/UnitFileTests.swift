import Foundation
import Testing
import Trial

@Suite("A units file holds rows and nothing else", .timeLimit(.minutes(1)))
final class UnitFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "units-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  @Test("rows are read as they were written", arguments: [0, 1, 1000])
  func roundTrip(_ count: Int) throws {
    let rows = (0..<count).map { UnitRow(startNanoseconds: Int64($0), bytes: 7, timesEnded: 1) }
    let path = path("rows")
    try rows.withUnsafeBufferPointer { try UnitFile.write($0, to: path) }
    #expect(try Data(contentsOf: URL(filePath: path)).count == count * 56)
    #expect(try UnitFile.read(path) { Array($0) } == rows)
  }

  @Test func writingReplacesTheFile() throws {
    let path = path("rows")
    for count in [5, 2] {
      try Array(repeating: UnitRow(), count: count).withUnsafeBufferPointer { try UnitFile.write($0, to: path) }
    }
    #expect(try UnitFile.read(path) { $0.count } == 2)
  }

  @Test func aFileWithPartOfARowIsRefused() throws {
    let path = path("odd")
    try Data(count: 49).write(to: URL(filePath: path))
    let error = #expect(throws: TrialError.self) { try UnitFile.read(path) { $0.count } }
    #expect(error?.description == "the units file \(path) has 49 bytes, not a multiple of 56")
  }

  @Test func anErrorNamesTheMissingFile() {
    let path = path("missing")
    let error = #expect(throws: TrialError.self) { try UnitFile.read(path) { $0.count } }
    #expect(error?.description == "cannot read the units file \(path): No such file or directory")
  }

  @Test func anErrorNamesTheFileInAMissingFolder() {
    let path = path("nowhere/rows")
    let error = #expect(throws: TrialError.self) {
      try [UnitRow()].withUnsafeBufferPointer { try UnitFile.write($0, to: path) }
    }
    #expect(error?.description == "cannot write the units file \(path): No such file or directory")
  }

  @Test func aFullDiskIsAnError() {
    let error = #expect(throws: TrialError.self) {
      try [UnitRow()].withUnsafeBufferPointer { try UnitFile.write($0, to: "/dev/full") }
    }
    #expect(error?.description == "cannot write the units file /dev/full: No space left on device")
  }
}
