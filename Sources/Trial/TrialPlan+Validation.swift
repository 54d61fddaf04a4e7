import PageProtocol
internal import Workload

extension TrialPlan {
  /// The largest number of units, including those of the warm-up; their rows take 5.6 GB.
  package static let mostUnits = 100_000_000
  /// The largest concurrency limit, and the largest number of pages; more cannot be in flight.
  package static let mostConcurrency = 100_000_000
  /// Every heartbeat has a thread.
  fileprivate static let mostHeartbeats = 16
  /// A day, in seconds: the limit of every time in a plan.
  fileprivate static let longestSeconds = 86_400.0
  /// Half of the stack of threads that strategies create.
  fileprivate static let mostStackBytes = 128 << 10

  /// Checks that every value is in its range.
  ///
  /// - Throws: `TrialError` that names the first value that is not.
  package func validate() throws(TrialError) {
    guard units >= 0 else { throw TrialError("the plan asks for \(units) units") }
    guard units <= Self.mostUnits else {
      throw TrialError("the plan asks for \(units) units; at most \(Self.mostUnits) are possible")
    }
    guard concurrency >= 1 else {
      throw TrialError("the plan asks for a concurrency of \(concurrency); at least 1 is needed")
    }
    guard concurrency <= Self.mostConcurrency else {
      throw TrialError("the plan asks for a concurrency of \(concurrency); at most \(Self.mostConcurrency) is possible")
    }
    guard timeoutSeconds > 0 else { throw TrialError("the plan's time-out of \(timeoutSeconds) s is not above 0") }
    guard timeoutSeconds <= Self.longestSeconds else {
      throw TrialError("the plan's time-out of \(timeoutSeconds) s is longer than a day")
    }
    guard !work.fetches || !pages.isEmpty else { throw TrialError("the plan has no page to fetch") }
    try work.validate()
    guard (heartbeats ?? []).count <= Self.mostHeartbeats else {
      throw TrialError("the plan has \(heartbeats?.count ?? 0) heartbeats; at most \(Self.mostHeartbeats) are possible")
    }
    for beat in heartbeats ?? [] where !(1e-4...1).contains(beat.intervalSeconds) || !(0...10).contains(beat.tail) {
      throw TrialError(
        "the plan asks for a heartbeat every \(beat.intervalSeconds) s with a tail of \(beat.tail); "
          + "0.0001 to 1 s, and 0 to 10, are possible")
    }
    if let cancellation, !(0...Self.longestSeconds).contains(cancellation.afterSeconds) {
      throw TrialError(
        "the plan cancels after \(cancellation.afterSeconds) s; 0 to \(Self.longestSeconds) are possible")
    }
    if let arrivals { try validate(arrivals) }
    if let turns { try validate(turns) }
    if let warmUp, !(0...Self.mostUnits - units).contains(warmUp.units) {
      throw TrialError("the plan asks for \(warmUp.units) units of warm-up")
    }
    if let rounds = warmUpRounds {
      guard rounds.units >= 1, rounds.units <= Self.mostUnits - units - (warmUp?.units ?? 0) else {
        throw TrialError("the plan asks for warm-up rounds of \(rounds.units) units")
      }
      guard rounds.mostSeconds > 0, rounds.mostSeconds <= 60 else {
        throw TrialError("the plan's warm-up rounds of \(rounds.mostSeconds) s are not above 0 and at most a minute")
      }
      guard !work.holds, work.contention == nil, !work.mayDeadlock else {
        throw TrialError("the plan asks for warm-up rounds of units that wait for each other")
      }
    }
  }

  private func validate(_ turns: Turns) throws(TrialError) {
    guard (2...Turns.most).contains(turns.count) else {
      throw TrialError("the plan asks for \(turns.count) turns; 2 to \(Turns.most) are possible")
    }
    guard turns.lead >= 1, turns.lead < units / turns.count - 1 else {
      throw TrialError(
        "the plan's turns have a lead of \(turns.lead) units, which does not fit into \(units / turns.count)")
    }
    guard arrivals == nil, cancellation == nil, heartbeats == nil, !work.holds, work.contention == nil,
      !work.mayDeadlock
    else { throw TrialError("the plan asks for turns of units that have times of their own or wait for each other") }
  }

  private func validate(_ arrivals: Arrivals) throws(TrialError) {
    guard arrivals.perSecond > 0, arrivals.perSecond.isFinite else {
      throw TrialError("the plan asks for \(arrivals.perSecond) arrivals per second; a number above 0 is needed")
    }
    // Random arrivals take this time on average, and can take somewhat longer.
    guard Double(units) / arrivals.perSecond <= Self.longestSeconds else {
      throw TrialError(
        "the plan's \(units) units at \(arrivals.perSecond) per second would arrive for longer than a day")
    }
  }
}

extension TrialPlan.Work {
  fileprivate func validate() throws(TrialError) {
    if case .wait(let seconds) = self, !(0...TrialPlan.longestSeconds).contains(seconds) {
      throw TrialError("the plan asks for units that wait \(seconds) s; 0 to \(TrialPlan.longestSeconds) are possible")
    }
    if case .handOff(let seconds) = self, !(0...TrialPlan.longestSeconds).contains(seconds) {
      throw TrialError("the plan's watchdog of \(seconds) s is not from 0 to \(TrialPlan.longestSeconds) s")
    }
    if case .hold(let stackBytes) = self, !(0...TrialPlan.mostStackBytes).contains(stackBytes) {
      throw TrialError(
        "the plan asks for units that use \(stackBytes) bytes of stack; 0 to \(TrialPlan.mostStackBytes) are possible")
    }
    if let contention {
      guard contention.criticalSectionNanoseconds >= 0, contention.criticalSectionNanoseconds <= 1_000_000_000 else {
        throw TrialError("the plan's critical section takes \(contention.criticalSectionNanoseconds) ns, not 0 to 10⁹")
      }
      guard contention.seconds > 0, contention.seconds <= TrialPlan.longestSeconds else {
        throw TrialError(
          "the plan asks for \(contention.seconds) s of contention; more than 0, at most a day, is needed")
      }
    }
    guard let computation else { return }
    if let slices = computation.slices, slices < 1 {
      throw TrialError("the plan asks to compute in \(slices) slices; at least 1 is needed")
    }
    guard (1...PageRequest.largestSize).contains(computation.pageBytes) else {
      throw TrialError(
        "the plan asks to compute on \(computation.pageBytes) bytes; 1 to \(PageRequest.largestSize) are possible")
    }
    guard (1...Computation.mostPasses).contains(computation.passes) else {
      throw TrialError(
        "the plan asks for \(computation.passes) passes per unit; 1 to \(Computation.mostPasses) are possible")
    }
  }
}
