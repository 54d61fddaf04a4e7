import CLinux
import DispatchStrategy
import Foundation
import SequentialStrategy
import StructuredStrategy
import ThreadStrategy
import Workload

/// Runs a strategy whose units block one thread each.
struct BlockingTrial<Performer: BlockingPerformer & ~Copyable>: TrialBody {
  private let strategy: StrategyName
  private let pool: PerformerPool<Performer>

  init(_ strategy: StrategyName, _ pool: PerformerPool<Performer>) {
    self.strategy = strategy
    self.pool = pool
  }

  func run(_ load: Load) throws {
    switch strategy {
    case .sequential: try Sequential().run(load, on: pool)
    case .threadPerPage: try ThreadPerPage().run(load, on: pool)
    case .threadPool: try ThreadPool().run(load, on: pool)
    case .dispatch: try DispatchBounded().run(load, on: pool)
    case .dispatchUnbounded: try DispatchUnbounded().run(load, on: pool)
    case .operationQueue: try Operations().run(load, on: pool)
    case .taskGroupBlocking: try runTasks { try await BlockingTaskGroupStrategy().run(load, on: pool) }
    case .concurrentPerform: try ConcurrentPerform().run(load, on: pool)
    case .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading:
      throw StrategyError("\(strategy.rawValue) does not block threads")
    }
  }

  /// Does nothing: performers look at the load's stop flag while they wait.
  func cancel() {}

  func submit(_ beat: @escaping @Sendable () -> Void) {
    switch strategy {
    case .dispatch, .dispatchUnbounded, .operationQueue: DispatchQueue.global().async(execute: beat)
    case .taskGroupBlocking: Task.detached { beat() }
    default: beat()
    }
  }

  func idle(until nanoseconds: Int64) {
    Thread.sleep(forTimeInterval: max(0, Double(nanoseconds - clinux_monotonic_nanoseconds()) / 1e9))
  }

  /// Blocks the calling thread, which is none of the tasks' threads, until they have ended.
  private func runTasks(_ body: @escaping @Sendable () async throws -> Void) throws {
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
