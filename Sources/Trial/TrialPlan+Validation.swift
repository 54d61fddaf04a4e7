extension TrialPlan {
  /// Units that a worker keeps rows for, those of the warm-up included: 4.8 GB of them.
  package static let mostUnits = 100_000_000
  /// A day, in seconds.
  private static let longestTimeout = 86_400.0

  /// - Throws: `TrialError` naming the first part that makes no sense.
  package func validate() throws(TrialError) {
    guard units >= 0 else { throw TrialError("the plan asks for \(units) units") }
    guard units <= Self.mostUnits else {
      throw TrialError("the plan asks for \(units) units; at most \(Self.mostUnits) are possible")
    }
    guard concurrency >= 1 else {
      throw TrialError("the plan asks for a concurrency of \(concurrency); at least 1 is needed")
    }
    guard timeoutSeconds > 0 else { throw TrialError("the plan's time-out of \(timeoutSeconds) s is not above 0") }
    guard timeoutSeconds <= Self.longestTimeout else {
      throw TrialError("the plan's time-out of \(timeoutSeconds) s is longer than a day")
    }
    guard work != .fetch || !pages.isEmpty else { throw TrialError("the plan has no page to fetch") }
    if let beat = heartbeats?.first(where: { !(1e-4...1).contains($0.intervalSeconds) || !(0...10).contains($0.tail) }) {
      throw TrialError(
        "the plan asks for a heartbeat every \(beat.intervalSeconds) s with a tail of \(beat.tail); 0.0001 to 1 s, and 0 to 10, "
          + "are possible")
    }
    if let cancellation, !(0...Self.longestTimeout).contains(cancellation.afterSeconds) {
      throw TrialError(
        "the plan cancels after \(cancellation.afterSeconds) s; 0 to \(Self.longestTimeout) are possible")
    }
    if let warmUp, !(0...Self.mostUnits - units).contains(warmUp.units) {
      throw TrialError("the plan asks for \(warmUp.units) units of warm-up")
    }
  }
}
