import Synchronization

/// Where units wait, in any number, until it is opened: threads block, tasks suspend, callbacks are told.
package final class Gate: Sendable {
  private let arrivals = Atomic(0)
  private let width: Int
  /// Threads sleep on it in the kernel.
  private let flag = StopFlag()
  private let openedAt = Atomic<Int64>(0)
  private let parked = Mutex(Parked())

  private struct Parked {
    var isOpen = false
    var tasks: [UnsafeContinuation<Void, Never>] = []
    var listeners: [@Sendable () -> Void] = []
  }

  /// - Parameter width: how many must arrive for the gate to open of itself; as it is, never.
  package init(openingFor width: Int = .max) { self.width = width }

  /// How many have come, those that were let on included.
  package var arrived: Int { arrivals.load(ordering: .relaxed) }

  package var isOpen: Bool { flag.isRaised }

  /// When it opened, on CLOCK_MONOTONIC; 0 before.
  package var openedNanoseconds: Int64 { openedAt.load(ordering: .acquiring) }

  /// Blocks the calling thread until the gate is open.
  package func blockUntilOpen() {
    arrive()
    _ = flag.wait(until: .max)
  }

  /// Suspends until the gate is open.
  package func suspendUntilOpen() async {
    arrive()
    await withUnsafeContinuation { continuation in
      let isOpen = parked.withLock {
        if !$0.isOpen { $0.tasks.append(continuation) }
        return $0.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// Counts one that waits in its own way.
  package func arrive() {
    if arrivals.wrappingAdd(1, ordering: .relaxed).newValue == width { open() }
  }

  /// Has `listener` called when the gate opens, on the thread that opens it; at once if it is open.
  package func whenOpen(_ listener: @escaping @Sendable () -> Void) {
    let isOpen = parked.withLock {
      if !$0.isOpen { $0.listeners.append(listener) }
      return $0.isOpen
    }
    if isOpen { listener() }
  }

  /// Lets everybody on, now and later. Callable from any thread, and again.
  package func open() {
    let released = parked.withLock { parked -> Parked? in
      if parked.isOpen { return nil }
      let released = parked
      parked = Parked(isOpen: true)
      return released
    }
    guard let released else { return }
    openedAt.store(MonotonicTime.now, ordering: .releasing)
    flag.raise()
    for task in released.tasks { task.resume() }
    for listener in released.listeners { listener() }
  }
}
