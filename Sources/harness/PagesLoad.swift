import Catalogue
import Curl
import Experiments
import PageProtocol
import Strategies
import TextFormats
import Trial
import Workload

/// What `harness pages` fetches, and how, whatever the strategy.
struct PagesLoad {
  let pages: [Page]
  /// How often each page is fetched; nil if once, with a report of each page.
  let repetitions: Int?
  private let server: ServerRequest?
  private let limit: Int
  private let connections: ConnectionPolicy
  private let timeout: Double
  private let cacert: String?

  /// The five example pages.
  static let demonstration = FiveSites.pages

  /// - Parameters:
  ///   - urls: empty for the example pages.
  ///   - repetitions: how often each page is fetched; nil for once, with a report of each page.
  ///   - limit: the most fetches in flight.
  ///   - connections: whether fetches reuse connections.
  ///   - timeout: seconds per fetch.
  ///   - cacert: a PEM file of certificate authorities; nil for the system's.
  init(
    urls: [String], repetitions: Int?, limit: Int, connections: ConnectionPolicy, timeout: Double, cacert: String?
  ) {
    self.repetitions = repetitions
    self.limit = limit
    self.connections = connections
    self.timeout = timeout
    self.cacert = cacert
    if urls.isEmpty {
      pages = Self.demonstration.map { page in
        Page(
          name: page.name, url: "https://\(page.host ?? page.name)\(page.request.target)", body: page.request.body)
      }
      server = ServerRequest(
        tls: true, names: Self.demonstration.map { $0.host ?? $0.name }, threads: Machine.current().serverThreads)
    } else {
      pages = urls.map { Page(name: Self.name(of: $0), url: $0) }
      server = nil
    }
  }

  func request(_ strategy: StrategyName) -> TrialRequest {
    TrialRequest(
      plan: TrialPlan(
        strategy: strategy, pages: pages, units: pages.count * (repetitions ?? 1),
        concurrency: min(limit, TrialPlan.mostConcurrency),
        connections: connections, timeoutSeconds: timeout, caFile: cacert,
        visitsOthers: server == nil, reportsUnits: repetitions == nil),
      server: server,
      checks: TrialChecks(
        // A page that fails is a result here and does not make the trial invalid.
        expectedFaults: Set(Fault.allCases.map(\.name)),
        limitsInFlight: strategy.keepsLimit))
  }

  /// The name of a page: its URL without scheme, credentials and final slash.
  static func name(of url: String) -> String {
    let shown = Shown.url(url).printable(limit: .max)
    var name = Substring(shown)
    for scheme in ["https://", "http://"] where name.lowercased().hasPrefix(scheme) {
      name = name.dropFirst(scheme.count)
      break
    }
    if name.hasSuffix("/") { name = name.dropLast() }
    return name.isEmpty ? shown : String(name)
  }
}
