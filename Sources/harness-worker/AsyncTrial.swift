import EventLoop
import Performers
import StructuredStrategy
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

  func run(_ load: Load) {
    let isOnLoop = strategy.keepsTasksOnLoop
    let isChunked = strategy == .taskGroupChunked
    task.withLock {
      // With the preference from its first line on, not even the strategy's own task uses the default pool.
      $0 = Task.detached(executorPreference: home) { [performer, loop, clock, failsFast] in
        if failsFast {
          // The failure is in the records. On the loop the children inherit this task's preference.
          try? await FailFastTaskGroupStrategy().run(load, on: performer)
        } else if isOnLoop {
          await EventLoopStrategy(on: loop, clock: clock).run(load, on: performer)
        } else if isChunked {
          await ChunkedTaskGroupStrategy(clock: clock).run(load, on: performer)
        } else {
          await TaskGroupStrategy(clock: clock).run(load, on: performer)
        }
        loop.stop()
      }
    }
    loop.run()
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
