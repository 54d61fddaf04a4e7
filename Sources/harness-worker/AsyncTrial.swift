import EventLoop
import Performers
import Strategies
import Synchronization
import Timers
import Workload

/// Runs a strategy's tasks, and on the calling thread the event loop that waits for their sockets and timers.
final class AsyncTrial<Performer: AsyncPerformer>: TrialBody {
  private let strategy: StrategyName
  private let performer: Performer
  private let loop: EventLoop
  private let clock: LoopClock
  private let failsFast: Bool
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// - Parameter failsFast: a unit that fails cancels all others.
  init(_ strategy: StrategyName, _ performer: Performer, on loop: EventLoop, clock: LoopClock, failsFast: Bool) {
    self.strategy = strategy
    self.performer = performer
    self.loop = loop
    self.clock = clock
    self.failsFast = failsFast
  }

  /// Where the strategy's tasks run, and a heartbeat's beside them; nil: the default pool.
  private var home: EventLoop? { strategy.keepsTasksOnLoop ? loop : nil }

  func run(_ load: Load) throws {
    let failure = FirstError()
    task.withLock {
      // With the preference from its first line on, not even the strategy's own task uses the default pool.
      $0 = Task.detached(executorPreference: home) { [strategy, performer, loop, clock, failsFast] in
        do {
          try await strategy.run(load, on: performer, loop: loop, clock: clock, failsFast: failsFast)
        } catch let error as StrategyError {
          failure.catching { throw error }
        } catch {
          // A unit that failed, and so ended all others, is in the records.
        }
        loop.stop()
      }
    }
    loop.run()
    try failure.rethrow()
  }

  func submit(_ beat: @escaping @Sendable () -> Void) {
    Task.detached(executorPreference: home) { beat() }
  }

  func idle(until nanoseconds: Int64) { loop.idle(until: nanoseconds) }

  func cancel() { task.withLock { $0 }?.cancel() }
}

extension EventLoop {
  /// Runs the loop on the calling thread until a moment of CLOCK_MONOTONIC.
  func idle(until nanoseconds: Int64) {
    let timer = LoopTimer { [unowned self] in stop() }
    arm(timer, at: Deadline(nanoseconds: nanoseconds))
    run()
  }
}
