import Synchronization

/// A gate that any number of units wait at until it is opened: threads block, tasks suspend, callbacks are called.
///
/// All functions can be called from any thread.
package final class Gate: Sendable {
  private let arrivals = Atomic(0)
  private let width: Int
  /// Threads sleep on this flag.
  private let flag = StopFlag()
  private let openedAt = Atomic<Int64>(0)
  private let parked = Mutex(Parked())

  private struct Parked {
    var isOpen = false
    var tasks: [UnsafeContinuation<Void, Never>] = []
    var listeners: [@Sendable () -> Void] = []
  }

  /// - Parameter width: the number of arrivals that opens the gate; by default only ``open()`` does.
  package init(openingFor width: Int = .max) { self.width = width }

  /// The number of arrivals so far, including those after it was opened.
  package var arrived: Int { arrivals.load(ordering: .relaxed) }

  /// Whether it has been opened.
  package var isOpen: Bool { flag.isRaised }

  /// When it was opened, in nanoseconds on ``MonotonicTime``'s clock; 0 before.
  package var openedNanoseconds: Int64 { openedAt.load(ordering: .acquiring) }

  /// Arrives, and blocks the calling thread until the gate is open.
  package func blockUntilOpen() {
    arrive()
    _ = flag.wait(until: .max)
  }

  /// Arrives, and suspends until the gate is open.
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

  /// Counts an arrival without waiting.
  package func arrive() {
    if arrivals.wrappingAdd(1, ordering: .relaxed).newValue == width { open() }
  }

  /// Calls `listener` when the gate opens, on the thread that opens it; at once if it is already open. Does not arrive.
  package func whenOpen(_ listener: @escaping @Sendable () -> Void) {
    let isOpen = parked.withLock {
      if !$0.isOpen { $0.listeners.append(listener) }
      return $0.isOpen
    }
    if isOpen { listener() }
  }

  /// Opens the gate for good; later calls do nothing.
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
