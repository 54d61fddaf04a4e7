import PageProtocol
internal import Workload

extension TrialPlan {
  /// Units that a worker keeps rows for, those of the warm-up included: 5.6 GB of them.
  package static let mostUnits = 100_000_000
  /// A day, in seconds.
  fileprivate static let longestTimeout = 86_400.0
  /// Half of the stack of the threads that strategies make.
  fileprivate static let mostStackBytes = 128 << 10
  private static let longestArrivals = 86_400.0

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
    guard !work.fetches || !pages.isEmpty else { throw TrialError("the plan has no page to fetch") }
    try work.validate()
    for beat in heartbeats ?? [] where !(1e-4...1).contains(beat.intervalSeconds) || !(0...10).contains(beat.tail) {
      throw TrialError(
        "the plan asks for a heartbeat every \(beat.intervalSeconds) s with a tail of \(beat.tail); "
          + "0.0001 to 1 s, and 0 to 10, are possible")
    }
    if let cancellation, !(0...Self.longestTimeout).contains(cancellation.afterSeconds) {
      throw TrialError(
        "the plan cancels after \(cancellation.afterSeconds) s; 0 to \(Self.longestTimeout) are possible")
    }
    if let arrivals { try validate(arrivals) }
    if let warmUp, !(0...Self.mostUnits - units).contains(warmUp.units) {
      throw TrialError("the plan asks for \(warmUp.units) units of warm-up")
    }
  }

  private func validate(_ arrivals: Arrivals) throws(TrialError) {
    guard arrivals.perSecond > 0, arrivals.perSecond.isFinite else {
      throw TrialError("the plan asks for \(arrivals.perSecond) arrivals a second; a number above 0 is needed")
    }
    // Random arrivals take that long on average; so far from the clock's end, some more does not matter.
    guard Double(units) / arrivals.perSecond <= Self.longestArrivals else {
      throw TrialError("the plan's \(units) units at \(arrivals.perSecond) a second would arrive for longer than a day")
    }
  }
}

extension TrialPlan.Work {
  fileprivate func validate() throws(TrialError) {
    if case .wait(let seconds) = self, !(0...TrialPlan.longestTimeout).contains(seconds) {
      throw TrialError("the plan asks for units that wait \(seconds) s; 0 to \(TrialPlan.longestTimeout) are possible")
    }
    if case .handOff(let seconds) = self, !(0...TrialPlan.longestTimeout).contains(seconds) {
      throw TrialError("the plan's watchdog of \(seconds) s is not from 0 to \(TrialPlan.longestTimeout) s")
    }
    if case .hold(let stackBytes) = self, !(0...TrialPlan.mostStackBytes).contains(stackBytes) {
      throw TrialError(
        "the plan asks for units that use \(stackBytes) bytes of stack; 0 to \(TrialPlan.mostStackBytes) are possible")
    }
    if let contention {
      guard contention.criticalSectionNanoseconds >= 0, contention.criticalSectionNanoseconds <= 1_000_000_000 else {
        throw TrialError("the plan's critical section takes \(contention.criticalSectionNanoseconds) ns, not 0 to 10⁹")
      }
      guard contention.seconds > 0, contention.seconds <= TrialPlan.longestTimeout else {
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
        "the plan asks for \(computation.passes) passes a unit; 1 to \(Computation.mostPasses) are possible")
    }
  }
}
