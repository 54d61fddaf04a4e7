import ArgumentParser
import Curl
import Glibc
import HostSystem

@main enum Main {
  static func main() async {
    // Whoever reads the results may stop reading: that is an error to report, not the end of a run.
    signal(SIGPIPE, SIG_IGN)
    OpenFileLimit.raise()
    do { try CurlGlobal.start() } catch { Harness.exit(withError: error) }
    await Harness.main()
  }
}

/// The command line: arguments in, exit code out.
struct Harness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harness",
    abstract: "Runs the same work through threads, queues, callbacks and tasks, and measures what each one costs.",
    subcommands: [
      PagesCommand.self, RunCommand.self, CompareCommand.self, SummariseCommand.self, ListCommand.self, EnvironmentCommand.self,
      SelfCheckCommand.self,
    ])
}
