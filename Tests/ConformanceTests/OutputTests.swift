import Foundation
import Subprocess
import SystemPackage
import TestBench
import Testing

/// Standard streams that are full, closed, slow or gone: results are written whole, or the program fails and says why.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OutputTests {
  /// What writes results without a run, by program.
  private static let commands: [[String]] = [
    ["harness", "list"], ["harness", "list", "--format", "json"], ["harness", "environment"], ["harness", "--help"],
    ["harness", "run", "--help"], ["page-server", "--help"], ["page-server"],
  ]

  /// Runs the command through a shell, for streams that Subprocess cannot leave closed.
  private func shell(_ redirections: String, _ command: [String]) async throws -> CommandLineHarness.Outcome {
    let result = try await Subprocess.run(
      .path("/bin/sh"),
      arguments: Arguments(
        ["-c", "exec \"$@\" \(redirections)", "sh", CommandLineHarness.built(command[0])] + command.dropFirst()),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    let exitCode: Int32? = if case .exited(let code) = result.terminationStatus { code } else { nil }
    return .init(exitCode: exitCode, output: result.standardOutput, errors: result.standardError)
  }

  @Test(arguments: commands, [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
  func resultsThatCannotBeWritten(command: [String], stream: (redirection: String, cause: String)) async throws {
    let outcome = try await shell(stream.redirection, command)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == "Error: cannot write the results: \(stream.cause)\n")
  }

  @Test(
    "Commands that measure check their output first.",
    arguments: [
      ["harness", "run", "five-pages", "--blocks", "1", "--patience", "0s"], ["harness", "selfcheck"],
      ["harness", "pages", "http://127.0.0.1:1/"],
    ])
  func nothingIsMeasuredForNoOutput(command: [String]) async throws {
    let worker = try FakeProgram("")
    let outcome = try await shell(">&-", command + ["--worker", worker.path])
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == "Error: cannot write the results: Bad file descriptor\n")
    #expect(!FileManager.default.fileExists(atPath: worker.path + ".pid"), "a worker was started")
  }

  @Test("A signal ends a program whose output is full and is not read.")
  func aSignalWhileTheOutputIsFull() async throws {
    try await OwnPageServer.with { server in
      let urls = (0..<400).map { "\(server)/page?seed=\($0)" }
      let (read, write) = try FileDescriptor.pipe()
      defer { try? read.close() }
      // F_SETPIPE_SZ (fcntl(2)), which Swift does not import.
      _ = fcntl(write.rawValue, 1031, 4096)
      let result = try await Subprocess.run(
        .path(FilePath(CommandLineHarness.built("harness"))), arguments: Arguments(["pages"] + urls), input: .none,
        output: .fileDescriptor(write, closeAfterSpawningProcess: true), error: .discarded
      ) { execution in
        var waiting: Int32 = 0
        // A pipe of one buffer takes no further line until the first is read.
        while ioctl(read.rawValue, UInt(FIONREAD), &waiting) == 0, waiting == 0 {
          try await Task.sleep(for: .milliseconds(10))
        }
        try await Task.sleep(for: .milliseconds(500))
        try execution.send(signal: .interrupt)
      }
      #expect(result.terminationStatus == .signaled(SIGINT))
    }
  }

  @Test(arguments: commands)
  func aReaderThatIsGone(command: [String]) async throws {
    let (read, write) = try FileDescriptor.pipe()
    try read.close()
    let result = try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built(command[0]))), arguments: Arguments(Array(command.dropFirst())),
      output: .fileDescriptor(write, closeAfterSpawningProcess: true), error: .string(limit: 1 << 20))
    #expect(result.terminationStatus == .exited(1))
    #expect(result.standardError == "Error: cannot write the results: Broken pipe\n")
  }

  @Test("With all streams closed, no program hangs or ends by a signal.", arguments: ["harness", "page-server"])
  func nothingIsOpen(program: String) async throws {
    let outcome = try await shell("<&- >&- 2>&-", [program])
    #expect(outcome.exitCode == 1)
    #expect(outcome.output == "" && outcome.errors == "")
  }

  @Test("A worker without streams ends.")
  func aWorkerAlone() async throws {
    #expect(try await shell("<&- >&- 2>&-", ["harness-worker"]).exitCode == 1)
  }

  @Test("Pages are fetched whatever else is closed.", arguments: ["<&-", "2>&-", "<&- 2>&-", "2>/dev/full"])
  func closedStreamsDoNoHarm(redirections: String) async throws {
    let outcome = try await shell(redirections, ["harness", "pages"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.lines.count == 6)
  }

  @Test("Through a small pipe that does not block, all results come.")
  func aSlowPipe() async throws {
    let (read, write) = try FileDescriptor.pipe()
    // F_SETPIPE_SZ (fcntl(2)), which Swift does not import.
    _ = fcntl(write.rawValue, 1031, 4096)
    _ = fcntl(write.rawValue, F_SETFL, O_NONBLOCK)
    async let text = onOwnThread { try Self.contents(of: read) }
    let result = try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built("harness"))), arguments: ["list", "--format", "json"],
      output: .fileDescriptor(write, closeAfterSpawningProcess: true), error: .string(limit: 1 << 20))
    #expect(result.terminationStatus == .exited(0), "\(result.standardError)")
    let bytes = try await text
    #expect(bytes.count > 20_000)
    #expect((try? JSONSerialization.jsonObject(with: bytes)) != nil)
  }

  private static func contents(of descriptor: FileDescriptor) throws -> Data {
    try FileHandle(fileDescriptor: descriptor.rawValue, closeOnDealloc: true).readToEnd() ?? Data()
  }

  @Test("After the reader has gone, no further page is fetched.", arguments: ["text", "json"])
  func theReaderGoes(format: String) async throws {
    try await OwnPageServer.with { server in
      let urls = (0..<400).map { "\(server)/page?delay=50ms&seed=\($0)" }
      let (read, write) = try FileDescriptor.pipe()
      async let first: Void = onOwnThread { try Self.oneLine(read, ifText: format == "text") }
      let result = try await Subprocess.run(
        .path(FilePath(CommandLineHarness.built("harness"))),
        arguments: Arguments(["pages", "--concurrency", "1", "--format", format] + urls),
        output: .fileDescriptor(write, closeAfterSpawningProcess: true), error: .string(limit: 1 << 20))
      try await first
      #expect(result.terminationStatus == .exited(1))
      #expect(result.standardError.contains("Error: cannot write the results: Broken pipe\n"))
      let requests = try await Self.requests(server)
      #expect(requests < 200, "\(requests) pages were requested")
    }
  }

  /// Reads a line, if there will be one, and closes the descriptor.
  private static func oneLine(_ descriptor: FileDescriptor, ifText isText: Bool) throws {
    var bytes = [UInt8](repeating: 0, count: 1)
    while isText, try bytes.withUnsafeMutableBytes({ try descriptor.read(into: $0) }) == 1, bytes[0] != 0x0A {}
    try descriptor.close()
  }

  private static func requests(_ server: String) async throws -> Int {
    let curl = try await Subprocess.run(
      .name("curl"), arguments: ["-s", "\(server)/statistics"], output: .string(limit: 1 << 20), error: .discarded)
    let text = try #require(curl.standardOutput.firstMatch(of: /"requests":([0-9]+)/))
    return try #require(Int(text.1))
  }
}
