import ArgumentParser
import CommandRunner
import Curl
import Dispatch
import Glibc
import HostSystem

@main enum Main {
  static func main() async {
    StandardStreams.prepare()
    OpenFileLimit.raise()
    do { try CurlGlobal.start() } catch { CommandRunner.end(Harness.self, with: error) }
    await CommandRunner.run(Harness.self)
  }
}

/// The command line: arguments in, exit code out.
struct Harness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harness",
    abstract: "Runs the same work through threads, queues, callbacks and tasks, and measures what each one costs.",
    subcommands: [
      PagesCommand.self, RunCommand.self, CompareCommand.self, SummariseCommand.self, ListCommand.self,
      EnvironmentCommand.self, SelfCheckCommand.self,
    ])
}

/// The exit codes beside success (0), failure (1) and wrong arguments (64).
enum HarnessExit {
  /// Something costs more than the threshold allows.
  static let regression = ExitCode(10)
  /// The blocks cannot decide.
  static let inconclusive = ExitCode(11)
  /// A reference differs from itself: the machine was too noisy.
  static let controlFailed = ExitCode(12)
}

/// Runs `body`, and cancels it on SIGINT or SIGTERM. A second signal ends the program at once.
func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
  let task = Task { try await body() }
  let sources = [SIGINT, SIGTERM].map { number in
    // The default action would end the program.
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler {
      signal(number, SIG_DFL)
      task.cancel()
    }
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
  }
  return try await task.value
}
