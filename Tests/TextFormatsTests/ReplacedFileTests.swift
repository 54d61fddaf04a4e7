import Foundation
import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1))) struct ReplacedFileTests {
  @Test func replaces() throws {
    try withFolder { folder in
      let path = "\(folder)/a file"
      try ReplacedFile.write("old", to: path)
      try ReplacedFile.write("new", to: path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a file"])
    }
  }

  @Test("If the new file cannot be written, the old one stays, and the error names the file and the cause.")
  func keepsTheOldFile() throws {
    try withFolder { folder in
      let path = "\(folder)/file"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      try ReplacedFile.write("old", to: "\(path)/old")
      let error = #expect(throws: FileError.self) { try ReplacedFile.write("new", to: path) }
      #expect("\(try #require(error))" == "cannot write to '\(path)': Is a directory")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
      let missing = #expect(throws: FileError.self) { try ReplacedFile.write("new", to: "\(folder)/none/file") }
      #expect("\(try #require(missing))" == "cannot write to '\(folder)/none/file': No such file or directory")
    }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "replaced-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
}
