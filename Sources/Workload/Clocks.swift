/// Waits for callbacks, so that their event loop goes on meanwhile.
package protocol CallbackClock: Sendable {
  /// Call it on the loop's thread; it calls back there once, never from within: at `deadline` (nanoseconds on
  /// ``MonotonicTime``'s clock), or sooner if the load has been asked to stop.
  func wait(until deadline: Int64, then proceed: @escaping () -> Void)
}

/// Waits for tasks, which suspend meanwhile.
package protocol AsyncClock: Sendable {
  /// Returns at `deadline` (nanoseconds on ``MonotonicTime``'s clock), or at once when the task is cancelled.
  func wait(until deadline: Int64) async
}

/// The clock that every task has: `Task.sleep`, which brings Dispatch's timer with it.
package struct TaskClock: AsyncClock {
  package init() {}

  package func wait(until deadline: Int64) async {
    try? await Task.sleep(for: .nanoseconds(deadline - MonotonicTime.now), tolerance: .zero)
  }
}
