import Synchronization
package import Workload

/// What each worker got, one slot each, so that counting is nothing else to contend for.
package final class ContentionTally: @unchecked Sendable {
  // @unchecked: each slot is written by its worker, once, and read when all have ended.
  private let slots: UnsafeMutableBufferPointer<Slot>
  private let lastEnd = Atomic<Int64>(0)
  private let shared = Mutex<(any SharedTotal)?>(nil)

  struct Slot {
    var operations = 0
    var longestWaitNanoseconds: Int64 = 0
  }

  package init(workers: Int) {
    slots = .allocate(capacity: workers)
    slots.initialize(repeating: Slot())
  }

  deinit { slots.deallocate() }

  func set(_ worker: Int, _ slot: Slot, ended: Int64) {
    slots[worker] = slot
    lastEnd.max(ended, ordering: .relaxed)
  }

  /// - Parameter count: what the workers count together; nil: nothing.
  func shares(_ count: (any SharedTotal)?) { shared.withLock { $0 = count } }

  /// When all workers have ended.
  ///
  /// - Parameter start: when all workers were there.
  package func record(since start: Int64) -> ContentionRecord {
    ContentionRecord(
      nanoseconds: max(0, lastEnd.load(ordering: .relaxed) - start), operations: slots.map(\.operations),
      longestWaitNanoseconds: slots.map(\.longestWaitNanoseconds), counted: shared.withLock { $0 }?.total)
  }
}
