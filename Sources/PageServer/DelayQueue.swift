import HeapModule
import NIOCore

/// Who is to be woken when. Adding and waking take time with the logarithm of how many wait; cancelling takes none.
struct DelayQueue<Waiter> {
  /// Names one who waits, until they are woken or cancelled.
  struct Ticket {
    fileprivate var slot: Int
  }

  /// Without a reference in it, so that sifting through the heap touches no reference counts.
  private struct Entry: Comparable {
    var due: NIODeadline
    var slot: Int

    static func < (one: Entry, other: Entry) -> Bool { one.due < other.due }
  }

  private var entries = Heap<Entry>()
  /// Nil where the waiter has been cancelled, or the slot is free.
  private var waiters: [Waiter?] = []
  private var freeSlots: [Int] = []

  /// When the first of them is due, cancelled ones included; nil if nobody waits.
  var firstDue: NIODeadline? { entries.min?.due }

  mutating func add(_ waiter: Waiter, due: NIODeadline) -> Ticket {
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      waiters[slot] = waiter
    } else {
      slot = waiters.count
      waiters.append(waiter)
    }
    entries.insert(Entry(due: due, slot: slot))
    return Ticket(slot: slot)
  }

  /// Forgets a waiter who has been neither woken nor cancelled.
  mutating func cancel(_ ticket: Ticket) {
    // Its entry stays in the heap and keeps the slot from being used again until then.
    waiters[ticket.slot] = nil
  }

  /// Takes out one who is due, the earliest first; nil if nobody is.
  mutating func popDue(at now: NIODeadline) -> Waiter? {
    while let first = entries.min, first.due <= now {
      entries.removeMin()
      freeSlots.append(first.slot)
      if let waiter = waiters[first.slot].take() { return waiter }
    }
    return nil
  }
}
