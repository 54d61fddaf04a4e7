package import Workload

/// Completion handlers on the event loop, without tasks: c chains of callbacks, each of which starts the next unit when
/// its last one has ended.
package struct Callbacks<Clock: CallbackClock>: CallbackStrategy {
  private let clock: Clock

  /// - Parameter clock: waits for arrivals.
  package init(clock: Clock) { self.clock = clock }

  package func run(_ load: Load, on performer: some CallbackPerformer, finished: @escaping () -> Void) {
    let units = UnitCounter(load)
    var chains = load.width

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
      chains -= 1
      if chains == 0 { finished() }
    }

    if chains == 0 { finished() }
    for _ in 0..<chains { startNext() }
  }
}
