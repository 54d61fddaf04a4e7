import Strategies
import Trial
import Workload

/// How long the harness waits for a process before it ends it.
package struct Timeouts: Sendable {
  /// Until a process has started: the worker's hello, the server's announcement. Making a TLS key takes a fraction of a
  /// second, on a busy machine several seconds.
  package var start: Duration = .seconds(20)
  /// Added to the longest time that the work itself can take.
  package var slack: Duration = .seconds(30)
  /// From the end of a process's standard input, or of its work, to its exit.
  package var leave: Duration = .seconds(5)
  /// From the order to stop to the worker's record.
  package var stop: Duration = .seconds(5)
  /// From the last arrival of an open loop until its unfinished units are cancelled.
  package var drain: Duration = .seconds(5)

  /// The defaults.
  package init() {}

  /// The longest that the plan's warm-up can take if every fetch times out.
  func warmUp(_ plan: TrialPlan) -> Duration {
    let rounds = plan.warmUpRounds.map { .seconds($0.mostSeconds) + longest(units: $0.units, plan) } ?? .zero
    return slack + rounds + (plan.warmUp.map { longest(units: $0.units, plan) } ?? .zero)
  }

  /// The longest silence of a working worker: between two units' lines if the plan reports units, else the whole trial.
  func silence(_ plan: TrialPlan) -> Duration {
    if let openLoop = openLoop(plan) { return slack + openLoop }
    return slack + longest(units: plan.reportsUnits ? 1 : plan.units, plan)
  }

  /// The longest time from the barrier to the record, whatever the worker says meanwhile.
  func whole(_ plan: TrialPlan) -> Duration { slack + (openLoop(plan) ?? longest(units: plan.units, plan)) }

  /// From the barrier until an open loop ends, finished or not; nil for a closed loop, which ends with its last unit.
  func openLoop(_ plan: TrialPlan) -> Duration? {
    guard let arrivals = plan.arrivals else { return nil }
    let last = arrivals.times(count: plan.units).last ?? 0
    return .nanoseconds(ArrivalSchedule.headStart + last) + drain
  }

  /// The time that the units take if every fetch times out, with the lowest number in flight that the strategy
  /// guarantees.
  private func longest(units: Int, _ plan: TrialPlan) -> Duration {
    let atOnce = plan.strategy.width == .limit ? min(max(1, plan.concurrency), max(1, units)) : 1
    return .seconds(plan.timeoutSeconds) * ((units + atOnce - 1) / atOnce)
  }
}
