package import Workload

/// What each page adds to the runtime however many are in flight, s, in seconds: CPU time of client and server, as far as
/// they take turns.
package struct WorkPerPage: Sendable, Codable, Equatable {
  package var blockedThread: Double
  package var eventLoop: Double

  package init(blockedThread: Double, eventLoop: Double) {
    self.blockedThread = blockedThread
    self.eventLoop = eventLoop
  }

  /// What it was on two cores once: a first guess for plans that are made before anything is measured.
  package static let elsewhere = WorkPerPage(blockedThread: 100e-6, eventLoop: 45e-6)

  package subscript(_ waiting: StrategyName.Waiting) -> Double {
    switch waiting {
    case .blockedThread: blockedThread
    case .eventLoop: eventLoop
    }
  }
}

extension Experiment.Situation {
  /// ``WorkPerPage`` of the strategy on this machine.
  var secondsOfWorkPerPage: Double { (machine.workPerPage ?? .elsewhere)[strategy.waiting] }
}
