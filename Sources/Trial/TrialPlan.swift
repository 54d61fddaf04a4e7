package import Strategies
package import Workload

/// Everything a worker needs to know about its one trial. Travels as one line of JSON.
package struct TrialPlan: Sendable, Codable, Equatable {
  package var strategy: StrategyName
  package var work: Work
  /// The pages of a fetching load. Unit i fetches page i modulo their number.
  package var pages: [Page]
  /// How many units there are.
  package var units: Int
  /// The concurrency limit c.
  package var concurrency: Int
  /// When units arrive, in an open loop; nil: all are there from the start, as many at once as the limit allows.
  package var arrivals: Arrivals?
  package var connections: ConnectionPolicy
  /// The longest that one fetch may take, in seconds.
  package var timeoutSeconds: Double
  /// Where to connect instead, as libcurl's `HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT`.
  package var connectTo: [String]
  /// PEM file of the authorities to trust, or nil for the system's.
  package var caFile: String?
  /// The servers are other people's: send a User-Agent, and go through the proxies that the environment names.
  package var visitsOthers: Bool
  /// What to do before the barrier, so that the measured run finds code paths warm and connections open.
  package var warmUp: WarmUp?
  /// How the trial is ended before its units are; nil: it is not.
  package var cancellation: Cancellation?
  /// What beats beside the load; nil: nothing.
  package var heartbeats: [Heartbeat]?
  /// Whether to send a `unit` line as each unit ends.
  package var reportsUnits: Bool
  /// Where to write the units' rows (``UnitRow``); nil to write none.
  package var unitsFile: String?

  package struct WarmUp: Sendable, Codable, Equatable {
    /// Fetched `units` times at once by the trial's own strategy.
    package var page: Page
    package var units: Int

    package init(page: Page, units: Int) {
      self.page = page
      self.units = units
    }
  }

  package init(
    strategy: StrategyName, work: Work = .fetch, pages: [Page], units: Int, concurrency: Int,
    arrivals: Arrivals? = nil, connections: ConnectionPolicy = .reuse, timeoutSeconds: Double = 30,
    connectTo: [String] = [], caFile: String? = nil, visitsOthers: Bool = false, warmUp: WarmUp? = nil,
    cancellation: Cancellation? = nil, heartbeats: [Heartbeat]? = nil, reportsUnits: Bool = false,
    unitsFile: String? = nil
  ) {
    self.strategy = strategy
    self.work = work
    self.pages = pages
    self.units = units
    self.concurrency = concurrency
    self.arrivals = arrivals
    self.connections = connections
    self.timeoutSeconds = timeoutSeconds
    self.connectTo = connectTo
    self.caFile = caFile
    self.visitsOthers = visitsOthers
    self.warmUp = warmUp
    self.cancellation = cancellation
    self.heartbeats = heartbeats
    self.reportsUnits = reportsUnits
    self.unitsFile = unitsFile
  }
}
