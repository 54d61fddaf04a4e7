import Foundation
import HostSystem
import Subprocess
import SystemPackage

/// A child process that exchanges lines with the harness over its standard input and output.
struct Child {
  typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>

  let program: Program
  let processIdentifier: Int32
  let watchdog: Watchdog
  private let input: StandardInputWriter
  private var lines: Lines.AsyncIterator

  /// Longer lines are not part of the protocol, in bytes.
  private static let longestLine = 1 << 20

  /// Starts a process, runs the conversation with it, and ends it in any case.
  ///
  /// After the conversation the process's standard input is closed, which tells it to exit. If it does not, it is
  /// killed, with the processes that it started.
  ///
  /// - Parameters:
  ///   - cores: the cores that the process may run on; empty for all.
  ///   - environment: variables in addition to the harness's own.
  ///   - leave: how long the process may take to exit.
  ///   - conversation: its errors about this program get the exit status and the last of standard error added.
  /// - Returns: the result of the conversation, and how the process ended.
  static func run<Value: Sendable>(
    _ program: Program, arguments: [String] = [], cores: [Int] = [], environment: [String: String] = [:],
    cancellation: CancellationRequest, leave: Duration,
    conversation: (inout Child) async throws(TrialRunError) -> Value
  ) async throws(TrialRunError) -> (value: Value, ending: Ending) {
    try program.check()
    _ = brokenPipesAreErrors
    let command = command(program, arguments, on: cores)
    let ended: ExecutionResult<Conversation<Value>, SequenceOutput, SequenceOutput>
    do {
      ended = try await Subprocess.run(
        .path(FilePath(command.path)), arguments: Arguments(command.arguments),
        environment: .inherit.updating(variables(environment)), platformOptions: ownProcessGroup,
        input: .inputWriter, output: .sequence, error: .sequence
      ) { execution in
        async let standardError = tail(of: execution.standardError)
        var child = Child(program, execution, cancellation)
        let result: Result<Value, TrialRunError>
        do throws(TrialRunError) { result = .success(try await conversation(&child)) } catch {
          result = .failure(error)
        }
        try? await execution.standardInputWriter.finish()
        await execution.teardown(using: steps(leave: result.isSuccess ? leave : min(leave, .seconds(1))))
        return Conversation(result: result, standardError: await standardError)
      }
    } catch {
      throw TrialRunError(.notStarted, program.name, "at \(program.path) could not be run: \(error)")
    }
    let ending = Ending(ended.terminationStatus)
    switch ended.closureResult.result {
    case .success(let value): return (value, ending)
    case .failure(var error):
      if error.program == program.name {
        if error.code == .died { error.detail = "\(ending) \(error.detail)" }
        error.standardError = ended.closureResult.standardError
      }
      throw error
    }
  }

  private init(
    _ program: Program, _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
    _ cancellation: CancellationRequest
  ) {
    self.program = program
    processIdentifier = execution.processIdentifier.value
    input = execution.standardInputWriter
    // JSON may hold the other line breaks of Unicode as they are.
    lines = execution.standardOutput.strings(
      separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .maxLineLength(Self.longestLine)
    ).makeAsyncIterator()
    watchdog = Watchdog(program: program.name, cancellation: cancellation) {
      try? execution.send(signal: .kill, toProcessGroup: true)
    }
  }

  /// The next line of the process's output.
  ///
  /// - Parameter moment: which line it should be, to follow "exited with code 1 ".
  mutating func line(_ moment: String) async throws(TrialRunError) -> String {
    do {
      if let line = try await lines.next() { return line }
    } catch {
      throw TrialRunError(.unparseable, program.name, "said what cannot be read as lines \(moment): \(error)")
    }
    throw TrialRunError(.died, program.name, moment)
  }

  /// Reads to the end of the output, which is when the process has exited by itself.
  mutating func end(within limit: Duration) async throws(TrialRunError) {
    try await watchdog.during(limit, "and did not end after its work", stop: { limit }) {
      (_) async throws(TrialRunError) in
      while (try? await lines.next()) != nil {}
    }
  }

  /// Writes a line, newline included, to the process's standard input. Errors are ignored: if the process has ended,
  /// its answer will be missing.
  var say: @Sendable (Data) async -> Void {
    { [input] line in _ = try? await input.write(Array(line)) }
  }
}

extension Child {
  /// How a process ended.
  enum Ending: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    init(_ status: TerminationStatus) {
      switch status {
      case .exited(let code): self = .exited(code)
      case .signaled(let signal): self = .signalled(signal)
      }
    }

    var description: String {
      switch self {
      case .exited(let code): "exited with code \(code)"
      case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
      }
    }
  }

  private struct Conversation<Value: Sendable>: Sendable {
    var result: Result<Value, TrialRunError>
    var standardError: String
  }

  /// Writing to a process that has just died must fail, not end the harness. Set once, for the whole process.
  private static let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
  }()

  /// Ctrl-C goes to the terminal's whole foreground process group, but the harness decides when its children end.
  private static var ownProcessGroup: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    return options
  }

  private static func command(
    _ program: Program, _ arguments: [String], on cores: [Int]
  ) -> (path: String, arguments: [String]) {
    guard !cores.isEmpty, let taskset = CoreSplit.taskset else { return (program.path, arguments) }
    return (taskset, ["--cpu-list", cores.map(String.init).joined(separator: ","), program.path] + arguments)
  }

  /// Signal 0 does nothing: the process has time to exit by itself before the SIGKILL that ends every teardown.
  private static func steps(leave: Duration) -> [TeardownStep] {
    [.send(signal: Signal(rawValue: 0), toProcessGroup: true, allowedDurationToNextStep: leave)]
  }

  private static func variables(_ environment: [String: String]) -> [Environment.Key: String?] {
    Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
  }

  /// The last 2,000 bytes of an output. Reads to the end, so that the process never blocks on a full pipe.
  private static func tail(of output: SubprocessOutputSequence) async -> String {
    var kept: [UInt8] = []
    var iterator = output.makeAsyncIterator()
    while let buffer = try? await iterator.next() {
      buffer.withUnsafeBytes { kept.append(contentsOf: $0) }
      if kept.count > 4_000 { kept.removeFirst(kept.count - 2_000) }
    }
    return String(decoding: kept.suffix(2_000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    if case .success = self { true } else { false }
  }
}
