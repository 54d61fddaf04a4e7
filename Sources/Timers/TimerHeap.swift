internal import CLinux

/// A moment on CLOCK_MONOTONIC.
package struct Deadline: Comparable, Sendable {
  /// Nanoseconds since the clock's start.
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The present moment.
  package static var now: Deadline { Deadline(nanoseconds: clinux_monotonic_nanoseconds()) }

  package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment `nanoseconds` after a deadline.
  package static func + (deadline: Deadline, nanoseconds: Int64) -> Deadline {
    Deadline(nanoseconds: deadline.nanoseconds + nanoseconds)
  }
}

/// Something to call at a deadline. Made once and armed any number of times; arming allocates nothing.
///
/// Belongs to the thread that owns its heap.
package final class LoopTimer {
  /// What the heap's owner calls when the timer is due.
  package let fire: () -> Void
  /// The index in the heap; -1: not armed.
  fileprivate var place = -1

  /// - Parameter fire: called each time the timer is due, never from within arming it.
  package init(_ fire: @escaping () -> Void) { self.fire = fire }

  /// Whether the timer is in a heap.
  package var isArmed: Bool { place >= 0 }
}

/// Armed timers, soonest first: a binary heap in which each timer knows its index, so that moving or removing one takes
/// O(log n).
///
/// That matters for libcurl, which moves its timers with every transfer: entries that are only marked as removed would
/// stay until their deadline, thirty seconds of them. The heap has no thread and no clock of its own; its owner asks
/// what is due. Not thread-safe.
package struct TimerHeap {
  /// The deadline beside the timer, so that comparing two entries follows no reference.
  private struct Entry {
    var deadline: Deadline
    let timer: LoopTimer
  }

  private var entries: [Entry] = []

  package init() {}

  /// The earliest deadline; nil if no timer is armed.
  package var soonest: Deadline? { entries.first?.deadline }

  /// The number of armed timers.
  package var count: Int { entries.count }

  /// Arms a timer, or moves an armed one.
  package mutating func arm(_ timer: LoopTimer, at deadline: Deadline) {
    if timer.isArmed {
      entries[timer.place].deadline = deadline
    } else {
      timer.place = entries.count
      entries.append(Entry(deadline: deadline, timer: timer))
    }
    restoreOrder(timer.place)
  }

  /// Removes a timer; does nothing if it is not armed.
  package mutating func disarm(_ timer: LoopTimer) {
    guard timer.isArmed else { return }
    let place = timer.place
    timer.place = -1
    let last = entries.removeLast()
    guard last.timer !== timer else { return }
    entries[place] = last
    last.timer.place = place
    restoreOrder(place)
  }

  /// Removes and returns the timer with the earliest deadline; nil if that is after `now`.
  package mutating func takeDue(_ now: Deadline) -> LoopTimer? {
    guard let first = entries.first, first.deadline <= now else { return nil }
    disarm(first.timer)
    return first.timer
  }

  private mutating func restoreOrder(_ place: Int) {
    siftUp(place)
    siftDown(place)
  }

  private mutating func siftUp(_ start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 2
      guard entries[place].deadline < entries[parent].deadline else { return }
      exchange(place, parent)
      place = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var place = start
    while true {
      var least = place
      let left = 2 * place + 1
      for child in left..<min(left + 2, max(left, entries.count))
      where entries[child].deadline < entries[least].deadline {
        least = child
      }
      guard least != place else { return }
      exchange(place, least)
      place = least
    }
  }

  private mutating func exchange(_ a: Int, _ b: Int) {
    entries.swapAt(a, b)
    entries[a].timer.place = a
    entries[b].timer.place = b
  }
}
