import ArgumentParser
import CommandRunner
import Curl
import Glibc
import HostSystem
import TrialRunner

@main enum Main {
  static func main() async {
    StandardStreams.prepare()
    OpenFileLimit.raise()
    // An error can quote an argument.
    let showable = { @Sendable in Shown.message($0, quoting: CommandLine.arguments) }
    do {
      try Interruption.listen { LiveProcesses.endAll() }
      // For tasks and Dispatch.
      try SystemThread.check(CoreSplit.allowedCores + 4)
      try CurlGlobal.start()
    } catch { CommandRunner.end(Harness.self, with: error, showable: showable) }
    await CommandRunner.run(Harness.self, showable: showable)
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
