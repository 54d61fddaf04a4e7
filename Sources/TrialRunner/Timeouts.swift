import Strategies
import Trial
import Workload

/// How long the harness waits for a process before it ends it.
package struct Timeouts: Sendable {
  /// Until a process says that it is there. Making a TLS key takes a fraction of a second; a busy machine several.
  package var start: Duration = .seconds(20)
  /// Beyond the longest that the work itself can take.
  package var slack: Duration = .seconds(30)
  /// From the end of its standard input to its own end.
  package var leave: Duration = .seconds(5)
  /// From being asked to stop to its record.
  package var stop: Duration = .seconds(5)

  /// From the last arrival of an open loop until what is unfinished then is given up.
  package var drain: Duration = .seconds(5)

  package init() {}

  /// The longest that the plan's warm-up can take if every fetch times out.
  func warmUp(_ plan: TrialPlan) -> Duration {
    guard let warmUp = plan.warmUp else { return slack }
    return slack + longest(units: warmUp.units, plan)
  }

  /// The longest silence that can be work: between two units' lines where there are any, else the whole run.
  func silence(_ plan: TrialPlan) -> Duration {
    if let openLoop = openLoop(plan) { return slack + openLoop }
    return slack + longest(units: plan.reportsUnits ? 1 : plan.units, plan)
  }

  /// From the barrier until an open loop is over, finished or not; nil for a closed loop, which ends when its units have.
  func openLoop(_ plan: TrialPlan) -> Duration? {
    guard let arrivals = plan.arrivals else { return nil }
    let last = arrivals.times(count: plan.units).last ?? 0
    return .nanoseconds(ArrivalSchedule.headStart + last) + drain
  }

  /// Every fetch takes until its time-out, as many at a time as the strategy can at least have in flight.
  private func longest(units: Int, _ plan: TrialPlan) -> Duration {
    let atOnce = plan.strategy.width == .limit ? min(max(1, plan.concurrency), max(1, units)) : 1
    return .seconds(plan.timeoutSeconds) * ((units + atOnce - 1) / atOnce)
  }
}
