import CallbackStrategy
import DispatchStrategy
import Foundation
import SequentialStrategy
import StructuredStrategy
import ThreadStrategy
package import Workload

// Switches over concrete types: no table of existentials, and the compiler asks for a strategy that is missing.

extension StrategyName {
  /// Runs a strategy of blocking calls. Returns when all units are done.
  ///
  /// - Throws: what the pool threw when it could not make a performer, or `StrategyError`, also for strategies of
  ///   another style.
  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    switch self {
    case .sequential: try Sequential().run(load, on: pool)
    case .threadPerPage: try ThreadPerPage().run(load, on: pool)
    case .threadPool: try ThreadPool().run(load, on: pool)
    case .dispatch: try DispatchBounded().run(load, on: pool)
    case .dispatchUnbounded: try DispatchUnbounded().run(load, on: pool)
    case .operationQueue: try Operations().run(load, on: pool)
    case .taskGroupBlocking: try blockUntilDone { try await BlockingTaskGroupStrategy().run(load, on: pool) }
    case .concurrentPerform: try ConcurrentPerform().run(load, on: pool)
    case .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading:
      throw StrategyError("\(rawValue) does not block threads")
    }
  }

  /// Runs a strategy of callbacks. Call it on the performer's event loop.
  ///
  /// - Parameters:
  ///   - clock: waits for arrivals.
  ///   - finished: called on the loop's thread, once, when all units are done.
  /// - Throws: `StrategyError` for strategies of another style.
  package func run(
    _ load: Load, on performer: some CallbackPerformer, clock: some CallbackClock, finished: @escaping () -> Void
  ) throws {
    switch self {
    case .callbacks: Callbacks(clock: clock).run(load, on: performer, finished: finished)
    case .sequential, .threadPerPage, .threadPool, .dispatch, .dispatchUnbounded, .operationQueue, .taskGroup,
      .eventLoop, .taskGroupBlocking, .concurrentPerform, .taskGroupChunked, .eventLoopOffloading:
      throw StrategyError("\(rawValue) has no callbacks")
    }
  }

  /// Runs a strategy of tasks. Returns when all units are done.
  ///
  /// - Parameters:
  ///   - loop: the event loop, for strategies whose tasks run on it.
  ///   - clock: waits for arrivals.
  ///   - failsFast: a unit that fails cancels all others.
  /// - Throws: `StrategyError` for strategies of another style; ``StructuredStrategy/UnitFailed`` where it fails fast.
  package func run(
    _ load: Load, on performer: some AsyncPerformer, loop: any TaskExecutor, clock: some AsyncClock, failsFast: Bool
  ) async throws {
    // On the loop the children inherit the caller's preference.
    if failsFast { return try await FailFastTaskGroupStrategy().run(load, on: performer) }
    switch self {
    case .taskGroup: await TaskGroupStrategy(clock: clock).run(load, on: performer)
    case .eventLoop, .eventLoopOffloading: await EventLoopStrategy(on: loop, clock: clock).run(load, on: performer)
    case .taskGroupChunked: await ChunkedTaskGroupStrategy(clock: clock).run(load, on: performer)
    case .sequential, .threadPerPage, .threadPool, .dispatch, .dispatchUnbounded, .operationQueue, .callbacks,
      .taskGroupBlocking, .concurrentPerform:
      throw StrategyError("\(rawValue) has no tasks that suspend")
    }
  }

  /// Blocks the calling thread, which must not be one of the tasks' own, until they have ended.
  private func blockUntilDone(_ body: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let failure = FirstError()
    Task.detached {
      do { try await body() } catch { failure.catching { throw error } }
      done.signal()
    }
    done.wait()
    try failure.rethrow()
  }
}
