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
  private let task = Mutex<Task<Void, Never>?>(nil)

  init(_ strategy: StrategyName, _ performer: Performer, on loop: EventLoop, clock: LoopClock) {
    self.strategy = strategy
    self.performer = performer
    self.loop = loop
    self.clock = clock
  }

  func run(_ load: Load) {
    let isOnLoop = strategy == .eventLoop || strategy == .eventLoopOffloading
    let isChunked = strategy == .taskGroupChunked
    task.withLock {
      // The preference from the first line on: not even the strategy's own task ever touches the default pool.
      $0 = Task.detached(executorPreference: isOnLoop ? loop : nil) { [performer, loop, clock] in
        if isOnLoop {
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

  func cancel() { task.withLock { $0 }?.cancel() }
}
