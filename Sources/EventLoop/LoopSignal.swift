import Synchronization

/// Runs a handler on a loop's thread. Raised several times before the handler has begun, it runs it once.
/// (libuv calls this uv_async_t.)
package final class LoopSignal: Sendable {
  private let isRaised = Atomic(false)
  private let loop: EventLoop
  private let handle: @Sendable () -> Void

  init(_ loop: EventLoop, _ handle: @escaping @Sendable () -> Void) {
    self.loop = loop
    self.handle = handle
  }

  /// Makes the handler run in the loop's next turn at the latest. Callable from any thread.
  package func raise() {
    guard !isRaised.exchange(true, ordering: .acquiringAndReleasing) else { return }
    loop.post(self)
  }

  func deliver() {
    // Lowered first: a raise while the handler runs may be too late for it. Exchanged, not stored: reading what a
    // raiser wrote is what makes its earlier writes visible here.
    _ = isRaised.exchange(false, ordering: .acquiringAndReleasing)
    handle()
  }
}
