import CallbackStrategy
import DispatchStrategy
import SequentialStrategy
import StructuredStrategy
import Synchronization
import TestBench
import ThreadStrategy
import Workload

/// A strategy by name, run with whichever kind of performer it takes.
struct Rehearsal: Sendable {
  let strategy: StrategyName

  /// Runs a load on a stage to its end.
  func run(_ load: Load, on stage: Stage) async throws {
    switch strategy {
    case .callbacks: try await runCallbacks(load, stage)
    case .taskGroup: await TaskGroup(clock: TaskClock()).run(load, on: AsyncPlayer(stage: stage))
    case .taskGroupChunked: await TaskGroupChunked(clock: TaskClock()).run(load, on: AsyncPlayer(stage: stage))
    case .eventLoop, .eventLoopOffloading:
      let executor = OneThread()
      await EventLoopTasks(on: executor, clock: TaskClock()).run(load, on: AsyncPlayer(stage: stage))
    default: try await runBlocking(load, PerformerPool { BlockingPlayer(stage: stage) })
    }
  }

  /// Runs a load on blocking performers.
  func runBlocking(_ load: Load, _ pool: PerformerPool<BlockingPlayer>) async throws {
    let strategy: any BlockingStrategy
    switch self.strategy {
    case .sequential: strategy = Sequential()
    case .threadPerPage: strategy = ThreadPerPage()
    case .threadPool: strategy = ThreadPool()
    case .dispatch: strategy = DispatchBounded()
    case .dispatchUnbounded: strategy = DispatchUnbounded()
    case .operationQueue: strategy = Operations()
    case .taskGroupBlocking: return try await TaskGroupBlocking().run(load, on: pool)
    case .concurrentPerform: strategy = ConcurrentPerform()
    case .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading:
      throw StrategyError("\(self.strategy.rawValue) does not block threads")
    }
    try await onOwnThread { try strategy.run(load, on: pool) }
  }

  private func runCallbacks(_ load: Load, _ stage: Stage) async throws {
    try await onOwnThread {
      var timesFinished = 0
      let player = CallbackPlayer(stage, load.stop)
      Callbacks(clock: player).run(load, on: player) { timesFinished += 1 }
      guard timesFinished == 0 || load.width == 0 || load.stop.isRaised else {
        throw StrategyError("finished before a unit could have ended")
      }
      player.endAll()
      guard timesFinished == 1 else { throw StrategyError("finished \(timesFinished) times") }
    }
  }
}

extension StrategyName {
  /// Those whose units block a thread each, and borrow their performers from a pool.
  static var blocking: [StrategyName] { allCases.filter { $0.waiting == .blockedThread } }

  /// Those that never have more in flight than the load's limit.
  static var bounded: [StrategyName] { allCases.filter(\.keepsLimit) }
}
