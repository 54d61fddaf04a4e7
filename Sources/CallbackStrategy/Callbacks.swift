package import Workload

/// Completion handlers on the event loop: c units are started, and each that ends starts the next. No tasks, no threads.
package struct Callbacks: CallbackStrategy {
  package init() {}

  package func run(_ load: Load, on performer: some CallbackPerformer, finished: @escaping () -> Void) {
    let units = UnitCounter(load)
    var inFlight = 0

    func startNext() {
      guard let unit = units.take() else { return }
      inFlight += 1
      performer.start(unit) { _ in
        inFlight -= 1
        startNext()
        if inFlight == 0 { finished() }
      }
    }

    for _ in 0..<load.width { startNext() }
    if inFlight == 0 { finished() }
  }
}
