import Foundation
import HostSystem
import Testing

@Suite("A file without a name", .timeLimit(.minutes(1)))
struct NamelessFileTests {
  @Test func otherProcessesOpenItByItsPath() throws {
    let file = try NamelessFile("test")
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", "printf abc > \"$1\"", "sh", file.path]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0 && file.size == 3)
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "abc")
  }

  @Test func itGoesWithItsOwner() throws {
    let path = try NamelessFile("test").path
    // The number may be another file's by now.
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: path))?.contains("memfd:test") != true)
  }
}
