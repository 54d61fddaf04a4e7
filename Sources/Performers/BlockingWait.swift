internal import CLinux
package import Workload

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

extension Outcome {
  /// A unit that was ended before it was done.
  static func cancelled(thread: Int32) -> Outcome { Outcome(fault: .cancelled, detail: "cancelled", thread: thread) }
}
