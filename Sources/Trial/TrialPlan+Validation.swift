extension TrialPlan {
  /// - Throws: `TrialError` naming the first part that makes no sense.
  package func validate() throws(TrialError) {
    guard units >= 0 else { throw TrialError("the plan asks for \(units) units") }
    guard concurrency >= 1 else {
      throw TrialError("the plan asks for a concurrency of \(concurrency); at least 1 is needed")
    }
    guard timeoutSeconds > 0 else { throw TrialError("the plan's time-out of \(timeoutSeconds) s is not above 0") }
    guard work != .fetch || !pages.isEmpty else { throw TrialError("the plan has no page to fetch") }
    if let warmUp, warmUp.units < 0 { throw TrialError("the plan asks for \(warmUp.units) units of warm-up") }
  }
}
