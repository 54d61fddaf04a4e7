internal import CLinux
import Dispatch
import Foundation
import Synchronization

/// What a worker does inside the lock: increment a number, and spend time.
struct CriticalSection {
  /// How long it takes.
  let nanoseconds: Int64

  /// - Parameters:
  ///   - count: the shared number; one larger afterwards. Read at the beginning and written at the end, so that a
  ///     section that overlaps with another is not counted.
  ///   - entered: set to the moment at which the section began, in nanoseconds of CLOCK_MONOTONIC.
  func run(_ count: inout Int, _ entered: inout Int64) {
    entered = clinux_monotonic_nanoseconds()
    let before = count
    spend(since: entered)
    count = before &+ 1
  }

  /// Keeps the core busy, by the clock, so that the section takes equally long on every core and after an interruption.
  func spend(since start: Int64) {
    guard nanoseconds > 0 else { return }
    while clinux_monotonic_nanoseconds() - start < nanoseconds {}
  }
}

/// The total of a shared count.
protocol SharedTotal: Sendable {
  /// How often the section ran. Valid when no worker is in it.
  var total: Int { get }
}

/// A count that threads change one at a time.
protocol SharedCounter: SharedTotal {
  /// Waits for the caller's turn and runs the section.
  ///
  /// - Returns: when the section began, in nanoseconds of CLOCK_MONOTONIC.
  func enter(_ section: CriticalSection) -> Int64
}

/// Swift's Mutex: spins for a moment, then sleeps on a priority-inheriting futex (`FUTEX_LOCK_PI`), which the kernel
/// hands to the first thread in the queue when it is released.
final class MutexCounter: SharedCounter {
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

/// NSLock, a pthread mutex: sleeps on a futex at once. The first thread to try when it is free gets it, whether or not
/// others have waited longer.
final class NSLockCounter: SharedCounter, @unchecked Sendable {
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

/// A serial queue: runs its callers' sections in the order of their arrival.
final class QueueCounter: SharedCounter, @unchecked Sendable {
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

/// A compare-and-exchange loop, without waiting: the section is run on the present value, and run again if another
/// worker has changed the value meanwhile. The last attempt counts as the turn.
final class AtomicCounter: SharedCounter {
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

/// Entered by tasks only: they suspend, and the actor runs them in the order of their arrival.
actor ActorCounter: SharedTotal {
  // nonisolated(unsafe): `total` reads it only when no task is in the actor.
  nonisolated(unsafe) private var count = 0

  func enter(_ section: CriticalSection) -> Int64 {
    var entered: Int64 = 0
    section.run(&count, &entered)
    return entered
  }

  nonisolated var total: Int { count }
}
