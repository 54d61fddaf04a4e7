import ArgumentParser
import Experiments
import HostSystem
import Strategies
import Trial
import TrialRunner
import Workload

/// `harness pages`: the article's program.
struct PagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages",
    abstract: "Fetches pages, and says how long each took and all of them together.",
    discussion: """
      Without URLs it fetches the article's five pages from a page server on this machine, over TLS and under their own \
      names, so that no network is needed. With URLs it fetches those.

      The exit code is 0 if every page came, 1 if one failed, 64 if the arguments make no sense.
      """)

  @Argument(help: "What to fetch; http or https.")
  var urls: [String] = []

  @Option(help: "Which strategy fetches, or all, one after another.")
  var strategy = StrategyChoice.one(.taskGroup)

  @Option(
    help: "How many fetches may be in flight. (default: as many as there are pages, at most \(Self.defaultLimit))")
  var concurrency: Int?

  @Option(name: .customLong("repeat"), help: "Fetches each page so many times, and prints only a summary.")
  var repetitions: Int?

  @Option(
    help: """
      Whether a fetch may use an earlier one's connection; reuse needs pages of one origin. (default: fresh; reuse with \
      --repeat and one origin)
      """)
  var connections: ConnectionPolicy?

  @Option(help: "The longest that one fetch may take, in seconds.")
  var timeout = 30.0

  @Option(help: "A PEM file of the authorities to trust instead of the system's; only with URLs.")
  var cacert: String?

  @Option(help: "How to print.")
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
        "--connections reuse needs pages of one origin (scheme, host and port): a blocked thread keeps one connection, an "
          + "event loop as many as it has fetches, so with several origins they would not reuse alike.")
    }
    if let concurrency, concurrency < 1 {
      throw ValidationError("--concurrency must be at least 1, not \(concurrency).")
    }
    if let cacert { try PagesFile.checkReadable(cacert, option: "--cacert") }
    if cacert != nil && urls.isEmpty {
      throw ValidationError("--cacert needs URLs: the five pages come from a server with an authority of its own.")
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
    let runner = ProcessTrialRunner(programs: TrialPrograms(worker: worker, server: server))
    let run = PagesRun(load: load, strategies: strategy.names, format: format, runner: runner)
    guard try await interruptible({ try await run.run() }) else { throw ExitCode.failure }
  }

  private var limit: Int { concurrency ?? min(pageCount * (repetitions ?? 1), Self.defaultLimit) }

  private var pageCount: Int { urls.isEmpty ? PagesLoad.demonstration.count : urls.count }

  private var hasSeveralOrigins: Bool { urls.isEmpty || Set(urls.map { Origin($0) }).count > 1 }
}

/// A strategy by its name, or all of them.
enum StrategyChoice: ExpressibleByArgument, CustomStringConvertible {
  case one(StrategyName)
  case all

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let name = StrategyName(rawValue: argument) {
      self = .one(name)
    } else {
      return nil
    }
  }

  var names: [StrategyName] {
    switch self {
    case .one(let name): [name]
    case .all: StrategyName.fetching
    }
  }

  var description: String {
    switch self {
    case .one(let name): name.rawValue
    case .all: "all"
    }
  }

  var defaultValueDescription: String { description }

  static var allValueStrings: [String] { StrategyName.allCases.map(\.rawValue) + ["all"] }
}

enum PagesFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, csv
}

extension ConnectionPolicy: ExpressibleByArgument {}
