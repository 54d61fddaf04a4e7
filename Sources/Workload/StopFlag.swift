internal import CLinux
internal import Glibc

/// A request to stop: strategies check it between units, blocking performers also within a unit.
///
/// All functions can be called from any thread.
package final class StopFlag: Sendable {
  /// 0, or 1 after it was raised. Not an `Atomic`, because futex(2) needs its address.
  private nonisolated(unsafe) let word: UnsafeMutablePointer<UInt32>

  // nonisolated(unsafe): the pointer never changes, and what it points to is only touched by atomic operations.
  /// A flag that is not raised.
  package init() {
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  /// Whether ``raise()`` was called.
  package var isRaised: Bool { clinux_atomic_load(word) != 0 }

  /// Raises the flag for good and wakes all threads that wait for it.
  package func raise() {
    clinux_atomic_store(word, 1)
    clinux_futex_wake_all(word)
  }

  /// Blocks the calling thread until the flag is raised or the deadline has passed.
  ///
  /// - Parameter nanoseconds: the deadline on ``MonotonicTime``'s clock.
  /// - Returns: whether the flag is raised.
  package func wait(until nanoseconds: Int64) -> Bool {
    while !isRaised {
      // Only a time-out ends the wait; other errors, such as EINTR, do not.
      if clinux_futex_wait(word, 0, nanoseconds) == ETIMEDOUT { return isRaised }
    }
    return true
  }
}
