import ArgumentParser
import Glibc
import Trial

@main enum Main {
  static func main() async {
    // A child that is gone shows when its answer is missing, not by ending the harness.
    signal(SIGPIPE, SIG_IGN)
    OpenFileLimit.raise()
    await Harness.main()
  }
}

/// The command line: arguments in, exit code out.
struct Harness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harness",
    abstract: "Runs the same work through threads, queues, callbacks and tasks, and measures what each one costs.",
    subcommands: [PagesCommand.self, RunCommand.self, ListCommand.self, EnvironmentCommand.self])
}
