import Trial
package import Workload

extension PlannedCell {
  /// What to ask of whoever runs the trial.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    let inFlight = machine.unitsInFlight(strategy, units: cell.units, limit: cell.concurrency)
    let plan = TrialPlan(
      strategy: strategy, work: cell.work, pages: resolved.pages, units: cell.units, concurrency: cell.concurrency,
      connections: cell.connections, warmUp: resolved.warmUp(inFlight: inFlight),
      cancellation: cell.cancellation, heartbeats: cell.heartbeats)
    // Only this strategy leaves it to libdispatch how many run at once.
    let keepsLimit = strategy != .dispatchUnbounded || cell.units <= cell.concurrency
    return TrialRequest(
      plan: plan, server: resolved.server(threads: machine.serverThreads),
      checks: TrialChecks(expectedFaults: expectedFaults, limitsInFlight: keepsLimit, answer: resolved.answer))
  }

  /// What is cancelled ends so; what cancels all others ended otherwise.
  private var expectedFaults: Set<String> {
    switch cell.cancellation?.trigger {
    case nil: cell.work.mayDeadlock ? [Fault.deadlock.name] : []
    case .order: [Fault.cancelled.name]
    case .fault: [Fault.cancelled.name, Fault.httpStatus.name]
    }
  }
}
