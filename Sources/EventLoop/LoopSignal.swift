import Synchronization

/// Has something done on a loop's thread, soon, once, however often and from whichever threads it is raised meanwhile.
/// (libuv calls this uv_async_t.)
package final class LoopSignal: Sendable {
  private let isRaised = Atomic(false)
  private let loop: EventLoop
  private let handle: @Sendable () -> Void

  init(_ loop: EventLoop, _ handle: @escaping @Sendable () -> Void) {
    self.loop = loop
    self.handle = handle
  }

  /// Callable from any thread.
  package func raise() {
    guard !isRaised.exchange(true, ordering: .acquiringAndReleasing) else { return }
    loop.post(self)
  }

  func deliver() {
    // Lowered first: what is raised while the handler runs may have come too late for it. Exchanged, not stored: only who
    // reads what a raiser wrote is sure to see what that thread wrote before.
    _ = isRaised.exchange(false, ordering: .acquiringAndReleasing)
    handle()
  }
}
