/// Something to be called at a deadline. Made once, armed as often as wanted; arming allocates nothing.
///
/// Belongs to its loop's thread.
package final class LoopTimer {
  package let fire: () -> Void
  var deadline = Deadline(nanoseconds: 0)
  /// Where it is in the heap; -1: not armed.
  var place = -1

  package init(_ fire: @escaping () -> Void) { self.fire = fire }

  package var isArmed: Bool { place >= 0 }
}

/// The armed timers, soonest first: a binary heap that knows where each timer is, so that moving or removing one takes
/// O(log n). A value without threads or clocks.
struct TimerHeap {
  private var timers: [LoopTimer] = []

  var soonest: Deadline? { timers.first?.deadline }
  var count: Int { timers.count }

  /// Arms a timer, or moves an armed one.
  mutating func arm(_ timer: LoopTimer, at deadline: Deadline) {
    timer.deadline = deadline
    if timer.isArmed {
      settle(timer.place)
    } else {
      timer.place = timers.count
      timers.append(timer)
      rise(timer.place)
    }
  }

  mutating func disarm(_ timer: LoopTimer) {
    guard timer.isArmed else { return }
    let place = timer.place
    timer.place = -1
    let last = timers.removeLast()
    guard last !== timer else { return }
    timers[place] = last
    last.place = place
    settle(place)
  }

  /// Takes the soonest timer off if its deadline is not after `now`.
  mutating func takeDue(_ now: Deadline) -> LoopTimer? {
    guard let first = timers.first, first.deadline <= now else { return nil }
    disarm(first)
    return first
  }

  private mutating func settle(_ place: Int) {
    rise(place)
    sink(place)
  }

  private mutating func rise(_ start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 2
      guard timers[place].deadline < timers[parent].deadline else { return }
      exchange(place, parent)
      place = parent
    }
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < timers.count && timers[child].deadline < timers[least].deadline {
        least = child
      }
      guard least != place else { return }
      exchange(place, least)
      place = least
    }
  }

  private mutating func exchange(_ a: Int, _ b: Int) {
    timers.swapAt(a, b)
    timers[a].place = a
    timers[b].place = b
  }
}
