import Synchronization

/// Hands out the units of a load in order, each once, to any number of threads.
package final class UnitCounter: Sendable {
  private let next: Atomic<Int>
  private let load: Load

  package init(_ load: Load) {
    next = Atomic(load.units.lowerBound)
    self.load = load
  }

  /// The next unit, or nil when there are no more or the load has been asked to stop.
  package func take() -> Unit? {
    guard !load.stop.isRaised else { return nil }
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < load.units.upperBound ? Unit(index: index) : nil
  }
}
