import Workload

extension Experiment.Situation {
  /// What each page adds to the runtime however many are in flight, s, in seconds: CPU time of client and server, as far as
  /// they take turns. Seen on two cores; another machine's own s is in its results, as fan-out's slope.
  var secondsOfWorkPerPage: Double {
    switch strategy.waiting {
    case .blockedThread: 100e-6
    case .eventLoop: 45e-6
    }
  }
}
