import CallbackStrategy
import DispatchStrategy
import SequentialStrategy
import StructuredStrategy
import Synchronization
import TestBench
import ThreadStrategy
import Workload

/// Runs a strategy by name, with the kind of performer that it takes.
struct StrategyRunner: Sendable {
  let strategy: StrategyName

  /// Runs a load to its end and records it in the monitor.
  func run(_ load: Load, on monitor: UnitMonitor) async throws {
    switch strategy {
    case .callbacks: try await runCallbacks(load, monitor)
    case .taskGroup: await TaskGroupStrategy(clock: TaskClock()).run(load, on: MonitoredAsync(monitor: monitor))
    case .taskGroupChunked:
      await ChunkedTaskGroupStrategy(clock: TaskClock()).run(load, on: MonitoredAsync(monitor: monitor))
    case .eventLoop, .eventLoopOffloading:
      let executor = OneThread()
      await EventLoopStrategy(on: executor, clock: TaskClock()).run(load, on: MonitoredAsync(monitor: monitor))
    default: try await runBlocking(load, PerformerPool { MonitoredBlocking(monitor: monitor) })
    }
  }

  /// Runs a load on blocking performers.
  func runBlocking(_ load: Load, _ pool: PerformerPool<MonitoredBlocking>) async throws {
    let strategy: any BlockingStrategy
    switch self.strategy {
    case .sequential: strategy = Sequential()
    case .threadPerPage: strategy = ThreadPerPage()
    case .threadPool: strategy = ThreadPool()
    case .dispatch: strategy = DispatchBounded()
    case .dispatchUnbounded: strategy = DispatchUnbounded()
    case .operationQueue: strategy = Operations()
    case .taskGroupBlocking: return try await BlockingTaskGroupStrategy().run(load, on: pool)
    case .concurrentPerform: strategy = ConcurrentPerform()
    case .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading:
      throw StrategyError("\(self.strategy.rawValue) does not block threads")
    }
    try await onOwnThread { try strategy.run(load, on: pool) }
  }

  private func runCallbacks(_ load: Load, _ monitor: UnitMonitor) async throws {
    try await onOwnThread {
      var timesFinished = 0
      let performer = MonitoredCallbacks(monitor, load.stop)
      Callbacks(clock: performer).run(load, on: performer) { timesFinished += 1 }
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
