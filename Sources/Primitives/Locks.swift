internal import CLinux
import Dispatch
import Foundation
import Synchronization

/// What a shared count came to.
protocol SharedTotal: Sendable {
  /// How often the section ran. When nobody is in it.
  var total: Int { get }
}

/// A count that threads change one at a time.
protocol SharedCount: SharedTotal {
  /// Runs the section when it is the caller's turn.
  ///
  /// - Returns: when it began.
  func enter(_ section: CriticalSection) -> Int64
}

/// Spins for a moment, then sleeps on a priority-inheriting futex (`FUTEX_LOCK_PI`), which the kernel hands to the first in
/// line when it is released.
final class MutexCount: SharedCount {
  private let count = Mutex(0)

  func enter(_ section: CriticalSection) -> Int64 {
    count.withLock { count in
      var entered: Int64 = 0
      section.run(&count, &entered)
      return entered
    }
  }

  var total: Int { count.withLock { $0 } }
}

/// A pthread mutex: sleeps on a futex at once; whoever comes first when it is free gets it.
final class LockCount: SharedCount, @unchecked Sendable {
  // @unchecked: the count is touched with the lock held.
  private let lock = NSLock()
  private var count = 0

  func enter(_ section: CriticalSection) -> Int64 {
    lock.lock()
    defer { lock.unlock() }
    var entered: Int64 = 0
    section.run(&count, &entered)
    return entered
  }

  var total: Int {
    lock.lock()
    defer { lock.unlock() }
    return count
  }
}

/// Takes its callers in the order in which they came.
final class QueueCount: SharedCount, @unchecked Sendable {
  // @unchecked: the count is touched on the queue only.
  private let queue = DispatchQueue(label: "count")
  private var count = 0

  func enter(_ section: CriticalSection) -> Int64 {
    queue.sync {
      var entered: Int64 = 0
      section.run(&count, &entered)
      return entered
    }
  }

  var total: Int { queue.sync { count } }
}

/// Nobody waits: the section is run on what was there, and run again if another has changed it meanwhile. The last attempt
/// is the one that counts as the turn.
final class AtomicCount: SharedCount {
  private let count = Atomic(0)

  func enter(_ section: CriticalSection) -> Int64 {
    while true {
      let entered = clinux_monotonic_nanoseconds()
      let before = count.load(ordering: .acquiring)
      section.spend(since: entered)
      let attempt = count.compareExchange(expected: before, desired: before &+ 1, ordering: .acquiringAndReleasing)
      if attempt.exchanged { return entered }
    }
  }

  var total: Int { count.load(ordering: .acquiring) }
}

/// Entered by tasks only: they suspend, and the actor takes them in the order in which they came.
actor ActorCount: SharedTotal {
  // nonisolated(unsafe): read when no task is in the actor any more.
  nonisolated(unsafe) private var count = 0

  func enter(_ section: CriticalSection) -> Int64 {
    var entered: Int64 = 0
    section.run(&count, &entered)
    return entered
  }

  nonisolated var total: Int { count }
}
