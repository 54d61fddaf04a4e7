import Foundation
import Subprocess
import SystemPackage
import TestBench
import Testing

/// The progress of a run on standard error never stops the run, and fits the terminal.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ProgressTests {
  /// Runs one block.
  private func runBlock(progressTo descriptor: FileDescriptor) async throws -> Bool {
    let folder = FileManager.default.temporaryDirectory.path + "/progress-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built("harness"))),
      arguments: [
        "run", "five-pages", "--blocks", "1", "--strategy", "task-group", "callbacks", "--patience", "0s",
        "--output", folder,
      ],
      output: .string(limit: 1 << 20), error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true))
    return result.terminationStatus == .exited(0) && result.standardOutput.contains("1 of 1 blocks are complete")
  }

  @Test func aFullDevice() async throws {
    #expect(try await runBlock(progressTo: try FileDescriptor.open("/dev/full", .writeOnly)))
  }

  @Test("A pipe that is full and never read.")
  func aStuckPipe() async throws {
    let (read, write) = try FileDescriptor.pipe()
    defer { try? read.close() }
    Self.fill(write)
    #expect(try await runBlock(progressTo: write))
  }

  @Test("A terminal whose program has stopped to read.")
  func aStuckTerminal() async throws {
    let terminal = try Self.terminal(columns: 80)
    defer { try? terminal.program.close() }
    Self.fill(terminal.process)
    #expect(try await runBlock(progressTo: terminal.process))
  }

  @Test("No line is as wide as the terminal.", arguments: [80, 40])
  func aNarrowTerminal(columns: UInt16) async throws {
    let terminal = try Self.terminal(columns: columns)
    async let output = onOwnThread { Self.everything(from: terminal.program) }
    #expect(try await runBlock(progressTo: terminal.process))
    let text = try await output
    let bars = text.split(separator: "\u{1B}[2K").filter { $0.contains("%") }
      .map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "").prefix { !$0.isNewline && $0 != "\r" } }
    #expect(!bars.isEmpty)
    #expect(bars.allSatisfy { $0.count < Int(columns) }, "\(bars)")
  }

  /// Writes until nothing more fits.
  private static func fill(_ descriptor: FileDescriptor) {
    let flags = fcntl(descriptor.rawValue, F_GETFL)
    _ = fcntl(descriptor.rawValue, F_SETFL, flags | O_NONBLOCK)
    let piece = [UInt8](repeating: 0x2E, count: 1)
    while write(descriptor.rawValue, piece, 1) == 1 {}
    _ = fcntl(descriptor.rawValue, F_SETFL, flags)
  }

  /// A pseudo-terminal (pty(7)): the end of the program that shows it, and the end of the process in it.
  private static func terminal(columns: UInt16) throws -> (program: FileDescriptor, process: FileDescriptor) {
    var (program, process): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&program, &process, nil, nil, &size) == 0)
    for descriptor in [program, process] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return (FileDescriptor(rawValue: program), FileDescriptor(rawValue: process))
  }

  /// What the process writes until it has ended: reading then fails with EIO.
  private static func everything(from descriptor: FileDescriptor) -> String {
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while let count = try? piece.withUnsafeMutableBytes({ try descriptor.read(into: $0) }), count > 0 {
      text += piece[..<count]
    }
    try? descriptor.close()
    return String(decoding: text, as: UTF8.self)
  }
}
