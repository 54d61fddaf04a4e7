package import Strategies
package import Trial
package import Workload

/// One load of an experiment: a point of its grid.
package struct LoadSpec: Sendable {
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
  /// Who takes part; nil for all of the experiment's strategies.
  package var participants: Participants?
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
  /// Where charts draw it; nowhere if empty.
  package var sweeps: [SweepPoint]
  /// Who runs twice a block where verdicts are about a load that the experiment's reference does not run.
  package var control: StrategyName? = nil

  package init(
    name: String, work: TrialPlan.Work = .fetch, units: Int, concurrency: Int, pages: PageSource,
    connections: ConnectionPolicy = .reuse, tls: Bool = false, participants: Participants? = nil,
    environment: [String: String] = [:], mostBlocks: Int = .max,
    unitsAreCalibrated: Bool = false, sweeps: [SweepPoint] = []
  ) {
    self.name = name
    self.work = work
    self.units = units
    self.unitsAreCalibrated = unitsAreCalibrated
    self.sweeps = sweeps
    self.concurrency = concurrency
    self.pages = pages
    self.connections = connections
    self.tls = tls
    self.participants = participants
    self.environment = environment
    self.mostBlocks = mostBlocks
  }
}
