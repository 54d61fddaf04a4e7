internal import CLinux
internal import Glibc

/// Asks whoever works to stop: strategies look at it between units, a blocking performer within one.
package final class StopFlag: Sendable {
  /// 0, or 1 once raised. Not an `Atomic`, because the kernel must know where it is: futex(2).
  private nonisolated(unsafe) let word: UnsafeMutablePointer<UInt32>

  // nonisolated(unsafe): the pointer never changes, and what it points to is only touched by atomic operations.
  package init() {
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  package var isRaised: Bool { clinux_atomic_load(word) != 0 }

  package func raise() {
    clinux_atomic_store(word, 1)
    clinux_futex_wake_all(word)
  }

  /// Blocks the calling thread until the flag is raised or a moment has come, however many threads wait alike.
  ///
  /// - Parameter nanoseconds: the moment, on CLOCK_MONOTONIC.
  /// - Returns: whether the flag is raised.
  package func wait(until nanoseconds: Int64) -> Bool {
    while !isRaised {
      // Anything but a time-out, a signal's interruption for one, is no reason to wait less.
      if clinux_futex_wait(word, 0, nanoseconds) == ETIMEDOUT { return isRaised }
    }
    return true
  }
}
