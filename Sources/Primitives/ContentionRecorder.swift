import Synchronization
package import Workload

/// What each worker did, in a slot of its own, so that counting adds no contention.
package final class ContentionRecorder: @unchecked Sendable {
  // @unchecked: each slot is written by its worker, once, and read after all have ended.
  private let slots: UnsafeMutableBufferPointer<Slot>
  private let lastEnd = Atomic<Int64>(0)
  private let shared = Mutex<(any SharedTotal)?>(nil)

  struct Slot {
    var operations = 0
    var longestWaitNanoseconds: Int64 = 0
  }

  /// - Parameter workers: the number of slots.
  package init(workers: Int) {
    slots = .allocate(capacity: workers)
    slots.initialize(repeating: Slot())
  }

  deinit { slots.deallocate() }

  func set(_ worker: Int, _ slot: Slot, ended: Int64) {
    slots[worker] = slot
    lastEnd.max(ended, ordering: .relaxed)
  }

  /// - Parameter count: what the workers count together; nil if they share nothing.
  func setShared(_ count: (any SharedTotal)?) { shared.withLock { $0 = count } }

  /// The record of all workers. Call it when they have ended.
  ///
  /// - Parameter start: when they began, in nanoseconds of CLOCK_MONOTONIC.
  package func record(since start: Int64) -> ContentionRecord {
    ContentionRecord(
      nanoseconds: max(0, lastEnd.load(ordering: .relaxed) - start), operations: slots.map(\.operations),
      longestWaitNanoseconds: slots.map(\.longestWaitNanoseconds), counted: shared.withLock { $0 }?.total)
  }
}
