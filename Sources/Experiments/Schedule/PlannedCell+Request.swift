import Trial
package import Workload

extension PlannedCell {
  /// What to ask of whoever runs the trial.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    let inFlight = machine.unitsInFlight(strategy, units: cell.units, limit: cell.concurrency)
    let plan = TrialPlan(
      strategy: strategy, work: cell.work, pages: resolved.pages, units: cell.units, concurrency: cell.concurrency,
      connections: cell.connections, warmUp: resolved.warmUp(inFlight: inFlight))
    // Only this strategy leaves it to libdispatch how many run at once.
    let keepsLimit = strategy != .dispatchUnbounded || cell.units <= cell.concurrency
    return TrialRequest(
      plan: plan, server: resolved.server(threads: machine.serverThreads),
      checks: TrialChecks(limitsInFlight: keepsLimit, answer: resolved.answer))
  }
}
