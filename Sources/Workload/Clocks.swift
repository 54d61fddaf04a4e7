internal import CLinux

/// CLOCK_MONOTONIC (clock_gettime(2)), the clock of all recorded times; the same in every process of the machine.
package enum MonotonicTime {
  /// The present time, in nanoseconds.
  package static var now: Int64 { clinux_monotonic_nanoseconds() }
}

/// Waits for callbacks while their event loop keeps running.
package protocol CallbackClock: Sendable {
  /// Calls `proceed` at `deadline`, or earlier if the load has been asked to stop.
  ///
  /// Must be called on the loop's thread. `proceed` is called there too: once, and never from within this call.
  ///
  /// - Parameter deadline: nanoseconds on ``MonotonicTime``'s clock.
  func wait(until deadline: Int64, then proceed: @escaping () -> Void)
}

/// Waits for tasks, which suspend meanwhile.
package protocol AsyncClock: Sendable {
  /// Returns at `deadline`, or at once when the task is cancelled.
  ///
  /// - Parameter deadline: nanoseconds on ``MonotonicTime``'s clock.
  func wait(until deadline: Int64) async
}

/// The standard library's `Task.sleep`, whose timer is one of Dispatch.
package struct TaskClock: AsyncClock {
  package init() {}

  package func wait(until deadline: Int64) async {
    try? await Task.sleep(for: .nanoseconds(deadline - MonotonicTime.now), tolerance: .zero)
  }
}
