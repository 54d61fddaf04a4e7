import ArgumentParser
import Curl
import Experiments
import HostSystem
import Runs
import Strategies
import Trial
import TrialRunner
import Workload

/// `harness pages`: fetches pages and reports the times.
struct PagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages",
    abstract: "Fetches pages and reports how long each one took, and all of them together.",
    discussion: """
      Without URLs, it fetches five example pages from a page server on this machine, over TLS and under their own \
      names; no network is needed. With URLs, it fetches those: pages of this machine directly, pages of others with a \
      User-Agent and through the environment's proxies. Credentials in URLs are sent, but never printed.

      Exit code: 0 if every page was fetched, 1 if one failed, 64 for wrong arguments. After Ctrl-C it ends by the \
      signal, with the pages that were complete.
      """)

  @Argument(help: "URLs to fetch; http or https.")
  var urls: [String] = []

  @Option(help: "The strategy to use; all runs them one after another.")
  var strategy = StrategyChoice.one(.taskGroup)

  @Option(
    help: "The limit on fetches in flight. (default: the number of fetches, at most \(Self.defaultLimit))")
  var concurrency: Int?

  @Option(name: .customLong("repeat"), help: "Fetch each page this many times and print only a summary.")
  var repetitions: Int?

  @Option(
    help: """
      Reuse connections, or open a fresh one per fetch; reuse needs pages of one origin. (default: fresh; reuse with \
      --repeat and one origin)
      """)
  var connections: ConnectionPolicy?

  @Option(help: "Time limit of one fetch, in seconds.")
  var timeout = 30.0

  @Option(help: "A PEM file with the certificate authorities to trust instead of the system's; only with URLs.")
  var cacert: String?

  @Option(help: "Output format: text, json or csv.")
  var format = PagesFormat.text

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  private static let defaultLimit = 64

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout must be above 0 and at most 86400 seconds, not \(timeout).")
    }
    let most = TrialPlan.mostUnits / pageCount
    if let repetitions, !(1...most).contains(repetitions) {
      throw ValidationError(
        "--repeat must be at least 1 and, for \(pageCount) pages, at most \(most), not \(repetitions).")
    }
    if connections == .reuse && hasSeveralOrigins {
      throw ValidationError(
        "--connections reuse needs pages of one origin (scheme, host and port): a blocked thread keeps one connection, "
          + "an event loop one per fetch in flight, so with several origins strategies would reuse differently.")
    }
    if let concurrency, concurrency < 1 {
      throw ValidationError("--concurrency must be at least 1, not \(concurrency).")
    }
    if let cacert { try FileArgument.checkReadable(cacert, option: "--cacert") }
    if cacert != nil && urls.isEmpty {
      throw ValidationError(
        "--cacert needs URLs: the five example pages come from a server with its own certificate authority.")
    }
    OpenFileLimit.raise()
    let machine = Machine.current()
    for name in strategy.names {
      let inFlight = machine.mostInFlight(name, units: pageCount * (repetitions ?? 1), limit: limit)
      if let obstacle = machine.obstacle(to: name, inFlight: inFlight) {
        throw ValidationError("--concurrency \(limit) \(obstacle).")
      }
    }
  }

  func run() async throws {
    let load = PagesLoad(
      urls: urls, repetitions: repetitions, limit: limit,
      connections: connections ?? (repetitions == nil || hasSeveralOrigins ? .fresh : .reuse), timeout: timeout,
      cacert: cacert)
    let programs = TrialPrograms(worker: worker, server: server)
    let files =
      strategy.names.count > 1 ? ProgramWatch(worker: programs.worker.path, server: programs.server.path) : nil
    let run = PagesRun(
      load: load, strategies: strategy.names, format: format, runner: ProcessTrialRunner(programs: programs),
      programs: files)
    try StandardOutput.check()
    let isComplete = try await interruptible { try await StandardOutput.whileWritable { try await run.run() } }
    guard isComplete else { throw ExitCode.failure }
  }

  private var limit: Int { concurrency ?? min(pageCount * (repetitions ?? 1), Self.defaultLimit) }

  private var pageCount: Int { urls.isEmpty ? PagesLoad.demonstration.count : urls.count }

  private var hasSeveralOrigins: Bool { urls.isEmpty || Set(urls.map { Origin($0) }).count > 1 }
}
