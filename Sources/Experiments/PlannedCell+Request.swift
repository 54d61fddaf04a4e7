import Trial
package import Workload

extension PlannedCell {
  /// What to ask of whoever runs the trial.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    TrialRequest(resolved, strategy, on: machine)
  }
}

extension TrialRequest {
  /// A load for a strategy.
  init(_ resolved: ResolvedCell, _ strategy: StrategyName, on machine: Machine) {
    let cell = resolved.cell
    let inFlight = machine.unitsInFlight(strategy, units: cell.units, limit: cell.concurrency)
    let plan = TrialPlan(
      strategy: strategy, work: cell.work, pages: resolved.pages, units: cell.units, concurrency: cell.concurrency,
      arrivals: resolved.arrivals, connections: cell.connections, warmUp: resolved.warmUp(inFlight: inFlight),
      cancellation: cell.cancellation, heartbeats: cell.heartbeats)
    // Some leave it to libdispatch how many run at once.
    let keepsLimit = strategy.keepsLimit || cell.units <= cell.concurrency
    self.init(
      plan: plan, server: resolved.server(threads: machine.serverThreads),
      checks: TrialChecks(
        expectedFaults: cell.expectedFaults, limitsInFlight: keepsLimit, answer: resolved.answer,
        leastServerSeconds: cell.cancellation == nil ? resolved.delays.reduce(0, +) : 0),
      environment: cell.environment)
  }
}

extension Cell {
  /// What is cancelled ends so; what cancels all others ended otherwise.
  fileprivate var expectedFaults: Set<String> {
    switch cancellation?.trigger {
    case nil: work.mayDeadlock ? [Fault.deadlock.name] : []
    case .order: [Fault.cancelled.name]
    case .fault: [Fault.cancelled.name, Fault.httpStatus.name]
    }
  }
}
