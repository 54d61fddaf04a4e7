package import Strategies
package import Workload

/// The fields of `plan`: everything that a worker has to know about its one trial.
package struct TrialPlan: Sendable, Codable, Equatable {
  /// The strategy under test, by its name, such as `thread-pool`.
  package var strategy: StrategyName
  /// What a unit does.
  package var work: Work
  /// The pages of units that fetch. Unit i fetches page i modulo their number. Empty if units do not fetch.
  package var pages: [Page]
  /// The number of units, 0 to ``mostUnits``. They are numbered from 0.
  package var units: Int
  /// The concurrency limit c, at least 1: the most units in flight at any moment.
  package var concurrency: Int
  /// When units arrive, in an open loop. Nil for a closed loop: all units are there from the start.
  package var arrivals: Arrivals?
  /// Whether fetches reuse connections: `reuse` or `fresh`.
  package var connections: ConnectionPolicy
  /// The time limit of one fetch, in seconds; above 0, at most a day.
  package var timeoutSeconds: Double
  /// Other addresses for the hosts in the pages' URLs: `HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT`, see
  /// CURLOPT_CONNECT_TO(3).
  package var connectTo: [String]
  /// PEM file with the certificate authorities to trust; nil for the system's.
  package var caFile: String?
  /// Whether pages may be on other machines. If so, fetch those with a User-Agent and through the proxies that the
  /// environment names, but pages of this machine (127.0.0.0/8, ::1, localhost and *.localhost) with neither.
  package var visitsOthers: Bool
  /// What to fetch before the barrier, so that code is loaded and connections are open when the measurement starts; nil
  /// for no warm-up.
  package var warmUp: WarmUp?
  /// What to do after that, until the cost of a unit is steady; nil for nothing.
  package var warmUpRounds: WarmUpRounds?
  /// The parts that the units are performed in; nil: all at once.
  package var turns: Turns?
  /// How the trial is cancelled; nil if it is not.
  package var cancellation: Cancellation?
  /// The heartbeats that run beside the load; nil for none.
  package var heartbeats: [Heartbeat]?
  /// Whether to send `unit` as each unit ends.
  package var reportsUnits: Bool
  /// The path of the file to write the units' rows to (``UnitRow``) before `record`; nil for no file.
  package var unitsFile: String?

  /// A warm-up: the trial's strategy fetches a page several times, with the trial's limit. These units are not reported
  /// and have no rows in the units file.
  package struct WarmUp: Sendable, Codable, Equatable {
    /// The page to fetch.
    package var page: Page
    /// How often to fetch it; may be 0.
    package var units: Int

    package init(page: Page, units: Int) {
      self.page = page
      self.units = units
    }
  }

  /// Rounds of units before the barrier, which make code, caches and connections warm: round after round until
  /// ``Steadiness`` is reached or the time is over, with the trial's strategy and limit. These units do what measured
  /// ones do, but are not reported and have no rows in the units file.
  package struct WarmUpRounds: Sendable, Codable, Equatable {
    /// The page that they fetch; nil: what measured units fetch.
    package var page: Page?
    /// The units of one round, at least 1.
    package var units: Int
    /// No round begins later than this after the first, in seconds; above 0, at most a minute.
    package var mostSeconds: Double

    package init(page: Page? = nil, units: Int, mostSeconds: Double) {
      self.page = page
      self.units = units
      self.mostSeconds = mostSeconds
    }

    /// The most rounds, however short they are.
    package static let mostRounds = 200
  }

  package init(
    strategy: StrategyName, work: Work = .fetch, pages: [Page], units: Int, concurrency: Int,
    arrivals: Arrivals? = nil, connections: ConnectionPolicy = .reuse, timeoutSeconds: Double = 30,
    connectTo: [String] = [], caFile: String? = nil, visitsOthers: Bool = false, warmUp: WarmUp? = nil,
    warmUpRounds: WarmUpRounds? = nil, turns: Turns? = nil,
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
    self.warmUpRounds = warmUpRounds
    self.turns = turns
    self.cancellation = cancellation
    self.heartbeats = heartbeats
    self.reportsUnits = reportsUnits
    self.unitsFile = unitsFile
  }
}

extension TrialPlan {
  /// The parts of a trial that takes turns with others. After each part but the last the worker sends `turn` and waits
  /// for another `go`; its clock stands still meanwhile.
  ///
  /// What is measured of a turn is its window: from the start of a unit that finds as many in flight as the trial ever
  /// has, to the start of the turn's last one. So neither the rush at the start of a turn nor its end is measured.
  package struct Turns: Sendable, Codable, Equatable {
    /// The number of turns, 2 to ``most``.
    package var count: Int
    /// The units of a turn before its window, at least 1.
    package var lead: Int

    package init(count: Int, lead: Int) {
      self.count = count
      self.lead = lead
    }

    /// The largest number of turns.
    package static let most = 1000
  }

  /// The units of each turn, in order; of equal numbers, but for one. All units without turns.
  package var unitsOfTurns: [Range<Int>] {
    let count = turns?.count ?? 1
    return (0..<count).map { units * $0 / count..<units * ($0 + 1) / count }
  }

  /// The cancellation of a trial while units are in flight, to measure how long that takes and what it leaves behind.
  package struct Cancellation: Sendable, Codable, Equatable {
    /// What cancels a trial.
    package enum Trigger: String, Sendable, Codable {
      /// The harness sends `cancel`.
      case order
      /// A unit fails; the worker then cancels all others.
      case fault
    }

    /// What cancels the trial.
    package var trigger: Trigger
    /// When, in seconds after `go`, 0 to a day; for a fault, about when.
    package var afterSeconds: Double
    /// Whether blocked threads are woken: the worker shuts their sockets down (shutdown(2)). Nil or false: they find
    /// out by themselves, as libcurl calls back about once a second.
    package var shutsSocketsDown: Bool?

    /// The time from the cancellation until worker and harness count leftovers (``LeftoverResources``), in seconds.
    package static let leftoverCheckSeconds = 1.0
    /// How long the worker stays alive after that, in seconds: its end closes connections that the server still counts.
    package static let graceSeconds = 0.25

    package init(_ trigger: Trigger, afterSeconds: Double, shutsSocketsDown: Bool? = nil) {
      self.trigger = trigger
      self.afterSeconds = afterSeconds
      self.shutsSocketsDown = shutsSocketsDown
    }

    /// When leftovers are counted, in seconds after `go`.
    package var leftoverCheckAt: Double { afterSeconds + Self.leftoverCheckSeconds }
  }

  /// A tiny piece of code that is to run every few milliseconds beside the load. Its lateness shows how long the load
  /// delays other work.
  package struct Heartbeat: Sendable, Codable, Equatable {
    /// Where a beat runs.
    package enum Place: String, Sendable, Codable, CaseIterable {
      /// Where the strategy runs its units: on its event loop, in a task of the default pool, on Dispatch's global
      /// queue, or on a thread of its own.
      case home
      /// On a thread of its own, which does nothing else.
      case thread
      /// As a block on Dispatch's global queue.
      case dispatch
      /// As a task on the default pool.
      case task
    }

    /// When a beat is sent.
    package enum Pacing: String, Sendable, Codable {
      /// At regular times, even if earlier beats have not run: an open loop.
      case schedule
      /// One interval after the previous beat has run: a closed loop. It sends few beats while beats are late.
      case reply
    }

    /// Where the beats run.
    package var place: Place
    /// When the beats are sent.
    package var pacing: Pacing
    /// The time between two beats, 0.0001 to 1 s.
    package var intervalSeconds: Double
    /// How long the beats continue after the load, 0 to 10 times the load's runtime.
    package var tail: Double

    package init(_ place: Place, _ pacing: Pacing = .schedule, intervalSeconds: Double = 0.005, tail: Double = 0) {
      self.place = place
      self.pacing = pacing
      self.intervalSeconds = intervalSeconds
      self.tail = tail
    }
  }
}
