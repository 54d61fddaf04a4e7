package import Strategies
package import Trial
package import Workload

/// One load of an experiment: a point of its grid.
package struct LoadSpec: Sendable {
  /// Unique in its experiment, such as `n1000-d100ms`.
  package var name: String
  /// What a unit does.
  package var work: TrialPlan.Work
  /// The number of units N.
  package var units: Int
  /// Whether ``units`` is only a first guess. The run then sets it so that a trial of the reference takes about as long
  /// as ``Profile/calibratedTrialSeconds``. For loads whose speed depends on the machine: those that compute, or fetch
  /// pages without delay.
  package var unitsAreCalibrated: Bool
  /// The concurrency limit c.
  package var concurrency: Int
  /// When units arrive, in an open loop; the seed is the load's. Nil in a closed loop.
  package var arrivals: Arrivals? = nil
  /// The rate as a share of the strategies' capacity, from which ``offered(of:)`` sets ``arrivals`` and ``units``; nil
  /// if the rate does not depend on it.
  package var offered: OfferedShare? = nil
  /// Where the pages come from.
  package var pages: PageSource
  /// Whether fetches may reuse connections.
  package var connections: ConnectionPolicy
  /// Whether pages that have a host name are fetched over TLS.
  package var tls: Bool
  /// The strategies that take part; nil for all of the experiment's.
  package var participants: Participants?
  /// Whether trials begin as a program does that has done nothing yet, except for its connections.
  package var startsCold: Bool = false
  /// When and how a trial is cancelled; nil if it is not.
  package var cancellation: TrialPlan.Cancellation?
  /// Whether it gets as many blocks as the headline load, although it gets no verdict: for loads whose trials others
  /// are divided by, or that have several outcomes.
  package var isRepeatedAsHeadline = false
  /// In how many turns a headline load's trials run, at most, so that all trials of a block meet the same conditions:
  /// where small differences in CPU time are the question. Nil: one after another.
  package var mostTurns: Int? = nil
  /// The heartbeats beside the load; nil for none.
  package var heartbeats: [TrialPlan.Heartbeat]?
  /// Environment variables of the worker, such as `MALLOC_ARENA_MAX`.
  package var environment: [String: String]
  /// The maximum number of blocks, whatever the profile asks for: for loads that take long and hardly vary.
  package var mostBlocks: Int
  /// The load's name in sentences, such as `8 workers on a Mutex`; nil: ``name``.
  package var title: String? = nil
  /// Where charts draw it; nowhere if empty.
  package var sweeps: [SweepPoint]
  /// The strategy that runs twice per block as control, if verdicts are about a load that the experiment's reference
  /// does not run; nil: the reference.
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
