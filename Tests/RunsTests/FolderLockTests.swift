import Catalogue
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing
import TextFormats

@Suite("One process writes into a folder", .timeLimit(.minutes(1)))
struct FolderLockTests {
  @Test("A second lock is refused with the name of the process that holds the first, and leaves no file.")
  func second() throws {
    let scratch = ScratchPath()
    let lock = try FolderLock(making: scratch.path + "/a/b")
    let error = #expect(throws: FileError.self) { try FolderLock(scratch.path + "/a/b") }
    #expect(
      error?.cause.hasPrefix("process \(getpid()) (") == true && error?.cause.hasSuffix("is writing into it") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/a/b").isEmpty)
    withExtendedLifetime(lock) {}
  }

  @Test("A lock ends with its value, and child processes do not keep it.")
  func released() throws {
    let scratch = ScratchPath()
    let child = Process()
    child.executableURL = URL(filePath: "/bin/sleep")
    child.arguments = ["60"]
    do {
      let lock = try FolderLock(making: scratch.path)
      try child.run()
      withExtendedLifetime(lock) {}
    }
    _ = try FolderLock(scratch.path)
    #expect(child.isRunning)
    kill(child.processIdentifier, SIGKILL)
    child.waitUntilExit()
  }

  @Test("A lock that another process holds ends when that process is killed.")
  func killed() async throws {
    let scratch = ScratchPath()
    _ = try scratch.makeFolder(for: try .of(.fivePages, strategies: [.taskGroup]))
    let before = try RunBytes(scratch.path)
    let holder = Process()
    holder.executableURL = URL(filePath: "/usr/bin/flock")
    holder.arguments = ["--no-fork", scratch.path, "sleep", "60"]
    try holder.run()
    while (try? FolderLock(scratch.path)) != nil { try await Task.sleep(for: .milliseconds(5)) }
    #expect { try PreparedRun.resume(at: scratch.path, facts: []) } throws: {
      // flock(1) holds the lock before it becomes sleep(1).
      "\($0)".contains("process \(holder.processIdentifier) (") && "\($0)".contains(") is writing into it")
    }
    #expect(try RunBytes(scratch.path) == before)
    kill(holder.processIdentifier, SIGKILL)
    holder.waitUntilExit()
    _ = try PreparedRun.resume(at: scratch.path, facts: [])
  }

  @Test("The error for a folder that cannot be locked names it.")
  func impossible() {
    #expect { try FolderLock("/no/such/folder") } throws: {
      "\($0)".contains("cannot open the folder '/no/such/folder'")
    }
    #expect { try FolderLock(making: "/proc/no-such-run") } throws: { "\($0)".contains("/proc/no-such-run") }
    #expect { try FolderLock("/proc/self") } throws: { "\($0)".contains("write into the folder '/proc/self'") }
  }
}
