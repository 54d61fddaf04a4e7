internal import CLinux
import EventLoop
package import Workload

/// Has any number of units wait on one event loop's timers, for callbacks and for tasks alike.
///
/// Not `Task.sleep`, which brings Dispatch's timer threads along whatever the task's executor is.
package struct LoopWait: CallbackPerformer, AsyncPerformer {
  private let nanoseconds: Int64
  private let clock: LoopClock

  /// - Parameter seconds: how long each unit waits.
  package init(seconds: Double, by clock: LoopClock) {
    nanoseconds = Int64(seconds * 1e9)
    self.clock = clock
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    let deadline = Deadline.now + nanoseconds
    clock.wait(until: deadline.nanoseconds) { finish(outcome(deadline)) }
  }

  /// Suspends for the time. A cancelled task gets an outcome that says so.
  package func perform(_ unit: Unit) async -> Outcome {
    let deadline = Deadline.now + nanoseconds
    await clock.wait(until: deadline.nanoseconds)
    return outcome(deadline)
  }

  /// A clock that rings before its time has been told to.
  private func outcome(_ deadline: Deadline) -> Outcome {
    Deadline.now < deadline ? .cancelled(thread: clinux_thread_id()) : Outcome(thread: clinux_thread_id())
  }
}
