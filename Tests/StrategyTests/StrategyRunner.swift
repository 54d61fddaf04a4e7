import Strategies
import StructuredStrategy
import Synchronization
import TestBench
import Workload

/// Runs a strategy by name, with the kind of performer that it takes.
struct StrategyRunner: Sendable {
  let strategy: StrategyName

  /// Runs a load to its end and records it in the monitor.
  func run(_ load: Load, on monitor: UnitMonitor) async throws {
    switch strategy.traits.style {
    case .blockingCalls: try await runBlocking(load, PerformerPool { MonitoredBlocking(monitor: monitor) })
    case .callbacks: try await runCallbacks(load, monitor)
    case .tasks:
      try await strategy.run(
        load, on: MonitoredAsync(monitor: monitor), loop: OneThread(), clock: TaskClock(), failsFast: false)
    }
  }

  /// Runs a load on blocking performers.
  func runBlocking(_ load: Load, _ pool: PerformerPool<MonitoredBlocking>) async throws {
    if strategy == .taskGroupBlocking {
      // In this task, so that cancelling it reaches the group.
      return try await BlockingTaskGroupStrategy().run(load, on: pool)
    }
    try await onOwnThread { try strategy.run(load, on: pool) }
  }

  private func runCallbacks(_ load: Load, _ monitor: UnitMonitor) async throws {
    try await onOwnThread {
      var timesFinished = 0
      let performer = MonitoredCallbacks(monitor, load.stop)
      try strategy.run(load, on: performer, clock: performer) { timesFinished += 1 }
      guard timesFinished == 0 || load.width == 0 || load.stop.isRaised else {
        throw StrategyError("finished before a unit could have ended")
      }
      performer.endAll()
      guard timesFinished == 1 else { throw StrategyError("finished \(timesFinished) times") }
    }
  }
}

extension StrategyName {
  /// Those whose units block one thread each, and borrow their performers from a pool.
  static var blocking: [StrategyName] { allCases.filter { $0.waiting == .blockedThread } }

  /// Those that never have more in flight than the load's limit.
  static var bounded: [StrategyName] { allCases.filter(\.keepsLimit) }
}
