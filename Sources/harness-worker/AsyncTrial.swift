import EventLoop
import Performers
import StructuredStrategy
import Synchronization
import Workload

/// Tasks, and the event loop that waits for them, which the calling thread runs until the load is done.
final class AsyncTrial<Performer: AsyncPerformer>: TrialBody {
  private let strategy: StrategyName
  private let performer: Performer
  private let loop: EventLoop
  private let clock: LoopClock
  private let failsFast: Bool
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// - Parameter failsFast: a unit that fails takes all others with it.
  init(_ strategy: StrategyName, _ performer: Performer, on loop: EventLoop, clock: LoopClock, failsFast: Bool) {
    self.strategy = strategy
    self.performer = performer
    self.loop = loop
    self.clock = clock
    self.failsFast = failsFast
  }

  /// Where the strategy's tasks run, and so the beats that ask how long one of them would wait; nil: the default pool.
  private var home: EventLoop? { strategy.keepsTasksOnLoop ? loop : nil }

  func run(_ load: Load) {
    let isOnLoop = strategy.keepsTasksOnLoop
    let isChunked = strategy == .taskGroupChunked
    task.withLock {
      // The preference from the first line on: not even the strategy's own task ever touches the default pool.
      $0 = Task.detached(executorPreference: home) { [performer, loop, clock, failsFast] in
        if failsFast {
          // What failed is in the records. On the loop the children inherit this task's preference.
          try? await FailFastTaskGroup().run(load, on: performer)
        } else if isOnLoop {
          await EventLoopTasks(on: loop, clock: clock).run(load, on: performer)
        } else if isChunked {
          await TaskGroupChunked(clock: clock).run(load, on: performer)
        } else {
          await TaskGroup(clock: clock).run(load, on: performer)
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
