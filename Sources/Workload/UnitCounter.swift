import Synchronization

/// Hands out the units of a load in order, each once, to any number of threads or tasks.
package final class UnitCounter: Sendable {
  private let next: Atomic<Int>
  private let load: Load

  package init(_ load: Load) {
    next = Atomic(load.units.lowerBound)
    self.load = load
  }

  /// The next unit, arrived or not; nil when there are no more or the load has been asked to stop.
  package func take() -> Unit? {
    guard !load.stop.isRaised else { return nil }
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < load.units.upperBound ? Unit(index: index) : nil
  }

  /// The next unit as soon as it has arrived: the calling thread sleeps until then.
  package func takeArrived() -> Unit? {
    guard let unit = take() else { return nil }
    guard let due = load.wait(for: unit) else { return unit }
    return load.stop.wait(until: due) ? nil : unit
  }

  /// The next unit as soon as it has arrived: the calling task suspends until then. Nil also once the task is cancelled.
  package func takeArrived(by clock: some AsyncClock) async -> Unit? {
    guard !Task.isCancelled, let unit = take() else { return nil }
    guard let due = load.wait(for: unit) else { return unit }
    await clock.wait(until: due)
    return Task.isCancelled || load.stop.isRaised ? nil : unit
  }
}
