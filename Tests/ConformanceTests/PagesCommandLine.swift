import Foundation
import PageProtocol
import Subprocess
import SystemPackage
import Trial
import TrialRunner
import Workload

/// Runs the harness as a user does: a program with arguments, two outputs and an exit code.
enum CommandLineHarness {
  struct Outcome: Sendable {
    /// nil if a signal ended it.
    var exitCode: Int32?
    var output: String
    var errors: String

    /// The output's lines.
    var lines: [Substring] { output.split(whereSeparator: \.isNewline) }
  }

  static func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

  /// - Parameter changes: variables to set, or to unset if nil.
  static func run(_ arguments: [String], environment changes: [String: String?] = [:]) async throws -> Outcome {
    let variables = changes.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
      .path(FilePath(built("harness"))), arguments: Arguments(arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)), output: .string(limit: 1 << 22),
      error: .string(limit: 1 << 20))
    let exitCode: Int32? = if case .exited(let code) = result.terminationStatus { code } else { nil }
    // What the loader says of a libcurl that the programs were not linked with is not theirs.
    let errors = result.standardError.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasSuffix("/harness)") || !$0.contains("no version information available") }
    return Outcome(
      exitCode: exitCode, output: result.standardOutput, errors: errors.joined(separator: "\n"))
  }

  /// A program of this package, built beside the tests.
  static func built(_ name: String) -> String {
    URL(filePath: TrialPrograms().worker.path).deletingLastPathComponent().appending(path: name).path
  }
}

/// A page server that the test starts itself, so that the harness treats it as any other server.
enum OwnPageServer {
  /// - Parameter body: gets the server's origin, such as `http://127.0.0.1:4711`.
  static func with<Value: Sendable>(_ body: @Sendable (String) async throws -> Value) async throws -> Value {
    try await with(arguments: []) { try await body("http://\($0.address):\($0.port)") }
  }

  static func with<Value: Sendable>(
    arguments: [String], _ body: @Sendable (ServerAnnouncement) async throws -> Value
  ) async throws -> Value {
    try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built("page-server"))),
      arguments: Arguments(["--exit-with-parent"] + arguments),
      input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      var lines = execution.standardOutput.strings().makeAsyncIterator()
      guard let line = try await lines.next() else { throw TrialRunError(.died, "page-server", "said nothing") }
      let announcement = try LineChannel.decode(ServerAnnouncement.self, from: Data(line.utf8))
      let value = try await body(announcement)
      try await execution.standardInputWriter.finish()
      return value
    }.closureResult
  }
}
