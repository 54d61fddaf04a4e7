import Synchronization

/// Runs a handler on a loop's thread. Raised several times before the handler has begun, it runs it once.
/// (libuv calls this uv_async_t.)
package final class LoopSignal: Sendable {
  private let isRaised = Atomic(false)
  private let mailbox: Mailbox
  private let handle: @Sendable () -> Void

  init(_ mailbox: Mailbox, _ handle: @escaping @Sendable () -> Void) {
    self.mailbox = mailbox
    self.handle = handle
  }

  /// Makes the handler run in the loop's next turn at the latest; does nothing if the loop is gone. Callable from any
  /// thread.
  package func raise() {
    guard !isRaised.exchange(true, ordering: .acquiringAndReleasing) else { return }
    mailbox.post(self)
  }

  func deliver() {
    // Lowered first: a raise while the handler runs may be too late for it. Exchanged, not stored: reading what a
    // raiser wrote is what makes its earlier writes visible here.
    _ = isRaised.exchange(false, ordering: .acquiringAndReleasing)
    handle()
  }
}
