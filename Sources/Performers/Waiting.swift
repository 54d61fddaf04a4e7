internal import CLinux
import Timers
package import Workload

/// Does nothing at all, so that what remains is the strategy's own cost.
package struct Nothing: BlockingPerformer, AsyncPerformer {
  package init() {}

  package func perform(_ unit: Unit) -> Outcome { Outcome(thread: clinux_thread_id()) }

  package func perform(_ unit: Unit) async -> Outcome { Outcome(thread: clinux_thread_id()) }
}

/// Waits on the calling thread, which sleeps in the kernel meanwhile and uses no CPU time.
package struct BlockingWait: BlockingPerformer {
  private let nanoseconds: Int64
  private let stop: StopFlag

  /// - Parameters:
  ///   - seconds: how long each unit waits.
  ///   - stop: ends the waiting when it is raised.
  package init(seconds: Double, stop: StopFlag) {
    nanoseconds = Int64(seconds * 1e9)
    self.stop = stop
  }

  package func perform(_ unit: Unit) -> Outcome {
    stop.wait(until: clinux_monotonic_nanoseconds() + nanoseconds)
      ? .cancelled(thread: clinux_thread_id()) : Outcome(thread: clinux_thread_id())
  }
}

/// Any number of units that wait on one event loop's timers, for callbacks and for tasks alike.
///
/// Not `Task.sleep`, which starts Dispatch's timer threads whatever the task's executor is.
package struct LoopWait: CallbackPerformer, AsyncPerformer {
  private let nanoseconds: Int64
  private let clock: LoopClock

  /// - Parameters:
  ///   - seconds: how long each unit waits.
  ///   - clock: of the event loop.
  package init(seconds: Double, by clock: LoopClock) {
    nanoseconds = Int64(seconds * 1e9)
    self.clock = clock
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    let deadline = Deadline.now + nanoseconds
    clock.wait(until: deadline.nanoseconds) { finish(outcome(deadline)) }
  }

  /// Suspends for the time. The outcome of a cancelled task says so.
  package func perform(_ unit: Unit) async -> Outcome {
    let deadline = Deadline.now + nanoseconds
    await clock.wait(until: deadline.nanoseconds)
    return outcome(deadline)
  }

  /// A wait that ends before its deadline was cancelled.
  private func outcome(_ deadline: Deadline) -> Outcome {
    Deadline.now < deadline ? .cancelled(thread: clinux_thread_id()) : Outcome(thread: clinux_thread_id())
  }
}
