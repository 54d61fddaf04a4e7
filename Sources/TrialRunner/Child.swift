import Foundation
import HostSystem
import Subprocess
import SystemPackage
import TextFormats

/// A child process that exchanges lines with the harness over its standard input and output.
struct Child {
  typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>

  let program: Program
  let processIdentifier: Int32
  let watchdog: Watchdog
  private let outbox: Outbox
  private var lines: Lines.AsyncIterator

  /// Longer lines are not part of the protocol, in bytes.
  private static let longestLine = 1 << 20

  /// Starts a process, runs the conversation with it, and ends it in any case.
  ///
  /// After the conversation the process's standard input is closed, which tells it to exit. If it does not, it is
  /// killed. What is left of its process group is killed in any case.
  ///
  /// - Parameters:
  ///   - cores: the cores that the process may run on; empty for all.
  ///   - environment: variables in addition to the harness's own, which lack ``WithheldVariables``.
  ///   - standstill: gets a note if the process, the harness or the machine stands still.
  ///   - leave: how long the process may take to exit.
  ///   - conversation: its errors about this program get the exit status and the last of standard error added.
  /// - Returns: the result of the conversation, and how the process ended.
  static func run<Value: Sendable>(
    _ program: Program, arguments: [String] = [], cores: [Int] = [], environment: [String: String] = [:],
    cancellation: CancellationRequest, standstill: Standstill, leave: Duration,
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
        LiveProcesses.add(execution.processIdentifier.value)
        let outbox = Outbox()
        let log = LogTail()
        async let _ = standstill.watch(program.name, execution.processIdentifier.value)
        async let _ = outbox.write { _ = try await execution.standardInputWriter.write($0) }
        async let _ = log.read(execution.standardError)
        var child = Child(program, execution, outbox, cancellation)
        let result: Result<Value, TrialRunError>
        do throws(TrialRunError) { result = .success(try await conversation(&child)) } catch {
          result = .failure(error)
        }
        var stillRuns = false
        if case .failure(let error) = result, error.code == .died {
          stillRuns = !(await happens(within: .seconds(1)) { hasExited(execution.processIdentifier.value) })
        }
        outbox.close()
        if !(await happens(within: .seconds(1)) { outbox.isEmpty }) { child.watchdog.end() }
        try? await execution.standardInputWriter.finish()
        await execution.teardown(using: steps(leave: result.isSuccess ? leave : min(leave, .seconds(1))))
        LiveProcesses.end(execution.processIdentifier.value)
        _ = await happens(within: .seconds(2)) { log.isComplete }
        return Conversation(result: result, stillRan: stillRuns, standardError: log.text)
      }
    } catch {
      throw TrialRunError(.notStarted, program.name, "at \(program.path) could not be run: \("\(error)".printable())")
    }
    let ending = Ending(ended.terminationStatus)
    switch ended.closureResult.result {
    case .success(let value): return (value, ending)
    case .failure(var error):
      if error.program == program.name {
        if error.code == .died {
          error.detail = (ended.closureResult.stillRan ? "closed its output" : "\(ending)") + " \(error.detail)"
        }
        error.standardError = ended.closureResult.standardError
      }
      throw error
    }
  }

  private init(
    _ program: Program, _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
    _ outbox: Outbox, _ cancellation: CancellationRequest
  ) {
    self.program = program
    processIdentifier = execution.processIdentifier.value
    self.outbox = outbox
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
      throw TrialRunError(
        .unparseable, program.name, "said what cannot be read as lines \(moment): \("\(error)".printable())")
    }
    throw TrialRunError(.died, program.name, moment)
  }

  /// Waits for the end of the output, which is when the process has exited by itself. A further line is an error.
  mutating func end(within limit: Duration) async throws(TrialRunError) {
    try await watchdog.during(limit, "and did not end after its work", grace: limit) {
      (_) async throws(TrialRunError) in
      if (try? await lines.next()) != nil { throw TrialRunError(.outOfTurn, program.name, "went on after its record") }
    }
  }

  /// Sends a line, newline included, to the process's standard input, and does not wait for it to be read.
  var say: @Sendable (Data) -> Void {
    { [outbox] line in outbox.send(line) }
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
    /// Whether it ran on after it had closed its output.
    var stillRan: Bool
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
    let added = environment.map { (Environment.Key(stringLiteral: $0.key), String?.some($0.value)) }
    return WithheldVariables.removals(Environment.Key.init(stringLiteral:)).merging(added) { _, added in added }
  }

  /// Whether a process has exited, and waits for its parent to take note.
  private static func hasExited(_ processIdentifier: Int32) -> Bool {
    (try? ProcessStatus.of(processIdentifier))?.hasExited ?? true
  }

  /// Waits for a condition.
  ///
  /// - Returns: whether it holds.
  private static func happens(within limit: Duration, _ condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + limit
    while !condition() {
      guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(5))) != nil else { return condition() }
    }
    return true
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    if case .success = self { true } else { false }
  }
}
