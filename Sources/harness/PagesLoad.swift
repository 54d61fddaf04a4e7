import Catalogue
import Experiments
import PageProtocol
import Strategies
import Trial
import Workload

/// What `harness pages` fetches and how, apart from the strategy.
struct PagesLoad {
  let pages: [Page]
  /// nil where each page is fetched once and reported by itself.
  let repetitions: Int?
  private let server: ServerRequest?
  private let limit: Int
  private let connections: ConnectionPolicy
  private let timeout: Double
  private let cacert: String?

  /// The article's five pages, from a server of ours.
  static let demonstration = FiveSites.pages

  /// - Parameter urls: what to fetch; empty for the five pages.
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
        strategy: strategy, pages: pages, units: pages.count * (repetitions ?? 1), concurrency: limit,
        connections: connections, timeoutSeconds: timeout, caFile: cacert,
        visitsOthers: !pages.allSatisfy { Origin($0.url)?.isLoopback ?? true } && server == nil,
        reportsUnits: repetitions == nil),
      server: server,
      checks: TrialChecks(
        // A page that fails is a result here; it makes nothing invalid.
        expectedFaults: Set(Fault.allCases.map(\.name)),
        limitsInFlight: strategy.keepsLimit))
  }

  /// What to call a page: its URL without what all of them have in common.
  static func name(of url: String) -> String {
    var name = Substring(url)
    for scheme in ["https://", "http://"] where name.lowercased().hasPrefix(scheme) {
      name = name.dropFirst(scheme.count)
      break
    }
    // A user's name and password are nobody else's business.
    let authority = name.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") { name = name[name.index(after: at)...] }
    if name.hasSuffix("/") { name = name.dropLast() }
    return name.isEmpty ? url : String(name)
  }
}
