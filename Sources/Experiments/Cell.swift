import PageProtocol
package import Trial
package import Workload

/// One load of an experiment: a point of its grid.
package struct Cell: Sendable {
  /// Unique in its experiment, such as `n1000-d100ms`.
  package var name: String
  package var work: TrialPlan.Work
  /// How many units there are, N.
  package var units: Int
  /// Whether N is only a first guess, and a run counts them so that its reference takes about half a second: for loads that
  /// compute, or fetch without delay, whose speed is the machine's.
  package var unitsAreCalibrated: Bool
  /// The concurrency limit c.
  package var concurrency: Int
  /// When units arrive, in an open loop; the seed is the load's. Nil in a closed loop.
  package var arrivals: Arrivals? = nil
  /// Where the rate depends on what the strategies turn out to be able to do: ``offered(of:)`` sets `arrivals` and `units`.
  package var offered: OfferedShare? = nil
  package var pages: PageSource
  package var connections: ConnectionPolicy
  package var tls: Bool
  /// The experiment's strategies that this point is about; nil for all.
  package var strategies: [StrategyName]?
  /// How a trial is ended before its units are; nil: it is not.
  package var cancellation: TrialPlan.Cancellation?
  /// What beats beside the load; nil: nothing.
  package var heartbeats: [TrialPlan.Heartbeat]?
  /// Variables of the worker's environment, such as `MALLOC_ARENA_MAX`.
  package var environment: [String: String]
  /// No more blocks than this, whatever the profile says: for what is long and does not vary.
  package var mostBlocks: Int
  /// What sentences call the load, such as `8 workers on Mutex`; nil: its name.
  package var title: String? = nil
  /// Who runs twice a block where verdicts are about a load that the experiment's reference does not run.
  package var control: StrategyName? = nil

  package init(
    name: String, work: TrialPlan.Work = .fetch, units: Int, concurrency: Int, pages: PageSource,
    connections: ConnectionPolicy = .reuse, tls: Bool = false, strategies: [StrategyName]? = nil,
    environment: [String: String] = [:], mostBlocks: Int = .max,
    unitsAreCalibrated: Bool = false
  ) {
    self.name = name
    self.work = work
    self.units = units
    self.unitsAreCalibrated = unitsAreCalibrated
    self.concurrency = concurrency
    self.pages = pages
    self.connections = connections
    self.tls = tls
    self.strategies = strategies
    self.environment = environment
    self.mostBlocks = mostBlocks
  }
}

/// A cell with its pages at hand: what every strategy of it gets alike.
package struct ResolvedCell: Sendable {
  package let cell: Cell
  /// What the pages were drawn from.
  package let seed: UInt64
  /// The pages as a worker fetches them.
  package let pages: [Page]
  /// How long the server is asked to take for each unit, in seconds; empty where nothing is fetched.
  package let delays: [Double]
  /// What each unit must find out; 0 where nothing is computed.
  package let answer: UInt32
  private let hosts: [String?]

  package init(_ cell: Cell, seed: UInt64) {
    self.cell = cell
    self.seed = seed
    let served = cell.pages.pages(units: cell.units, seed: seed)
    // The digest costs a pass over the text, and most pages of a load have the same size.
    var digests: [Int: BodyDigest] = [:]
    self.pages = served.map { page in
      let digest = digests[page.request.size] ?? page.request.body
      digests[page.request.size] = digest
      return Page(name: page.name, url: cell.origin(page.host) + page.request.target, body: digest)
    }
    let pageDelays = served.map { Double($0.request.delay.draw(seed: $0.request.seed).nanoseconds) / 1e9 }
    self.delays = pageDelays.isEmpty ? [] : (0..<cell.units).map { pageDelays[$0 % pageDelays.count] }
    let computation = cell.work.computation
    self.answer = computation.flatMap { $0.answer(from: PageText.bytes($0.pageBytes)) } ?? 0
    self.hosts = served.map(\.host)
  }

  /// When its units arrive; nil in a closed loop.
  package var arrivals: Arrivals? {
    cell.arrivals.map { Arrivals($0.process, perSecond: $0.perSecond, seed: seed) }
  }

  /// What serves the pages; nil if there are none.
  package func server(threads: Int) -> ServerRequest? {
    guard !pages.isEmpty else { return nil }
    var names: [String] = []
    for case let host? in hosts where !names.contains(host) { names.append(host) }
    return ServerRequest(tls: cell.tls, names: names, threads: threads)
  }

  /// What to fetch before the barrier so that the measured run finds code paths warm and connections open.
  ///
  /// - Parameter inFlight: how many units the strategy can have in flight.
  package func warmUp(inFlight: Int) -> TrialPlan.WarmUp? {
    guard let host = hosts.first else { return nil }
    // Requests that wait for each other at the server are really open all at once.
    let path = "/rendezvous?count=\(inFlight)&timeout=2s"
    return .init(page: Page(name: "warm-up", url: cell.origin(host) + path), units: inFlight)
  }
}

extension Cell {
  /// Scheme and authority; the runner knows where `page-server` is, and which scheme it speaks.
  fileprivate func origin(_ host: String?) -> String {
    guard let host else { return "http://page-server" }
    return (tls ? "https://" : "http://") + host
  }
}
