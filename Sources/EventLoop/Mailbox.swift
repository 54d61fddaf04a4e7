internal import Glibc
import Synchronization

/// What other threads reach of a loop: its inbox, and the descriptor that wakes it up.
///
/// Signals keep the mailbox and not the loop: one that was raised when the loop had ended would keep it for ever.
final class Mailbox: Sendable {
  /// An eventfd(2) that the loop waits for.
  let wakeDescriptor: Int32
  private let inbox = Mutex(Inbox())

  /// - Parameter wakeDescriptor: is closed with the mailbox.
  init(wakeDescriptor: Int32) { self.wakeDescriptor = wakeDescriptor }

  deinit { Glibc.close(wakeDescriptor) }

  func post(_ signal: LoopSignal) {
    if inbox.withLock({ $0.add(signal) }) { wake() }
  }

  func post(_ job: UnownedJob) {
    if inbox.withLock({ $0.add(job) }) { wake() }
  }

  /// The loop is about to wait.
  ///
  /// - Returns: whether it may wait: false if there is something to do.
  func fallAsleep() -> Bool { inbox.withLock { $0.fallAsleep() } }

  /// Hands everything to the loop in exchange for its empty arrays.
  func exchange(jobs: inout [UnownedJob], signals: inout [LoopSignal]) {
    inbox.withLock { $0.exchange(jobs: &jobs, signals: &signals) }
  }

  /// The loop is gone. What it did not take is dropped, and what comes later.
  func close() {
    // Released behind the lock: what a handler has captured may post when it goes.
    let left = inbox.withLock { $0.close() }
    withExtendedLifetime(left) {}
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
  }
}
