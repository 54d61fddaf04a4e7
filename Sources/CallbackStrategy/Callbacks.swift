package import Workload

/// Completion handlers on the event loop: c places, and each takes the next unit when its last one has ended. No tasks, no
/// threads.
package struct Callbacks<Clock: CallbackClock>: CallbackStrategy {
  private let clock: Clock

  package init(clock: Clock) { self.clock = clock }

  package func run(_ load: Load, on performer: some CallbackPerformer, finished: @escaping () -> Void) {
    let units = UnitCounter(load)
    var places = load.width

    func startNext() {
      guard let unit = units.take() else { return retire() }
      if let due = load.wait(for: unit) {
        clock.wait(until: due) { load.stop.isRaised ? retire() : start(unit) }
      } else {
        start(unit)
      }
    }

    func start(_ unit: Unit) { performer.start(unit) { _ in startNext() } }

    func retire() {
      places -= 1
      if places == 0 { finished() }
    }

    if places == 0 { finished() }
    for _ in 0..<places { startNext() }
  }
}
