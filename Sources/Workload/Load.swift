import Synchronization

/// One piece of work. Only the performer knows whether that is a page to fetch, something to compute, or another thing.
package struct Unit: Sendable, Hashable {
  /// The unit's number within the trial, from 0.
  package let index: Int

  package init(index: Int) { self.index = index }
}

/// What a strategy has to run: units, at most `limit` of them at once. The same for every strategy.
package struct Load: Sendable {
  /// The indices of the units (``Unit/index``).
  package let units: Range<Int>
  /// The concurrency limit c, at least 1.
  package let limit: Int
  /// When each unit arrives; it must not begin earlier. Nil in a closed loop: all units are there from the start.
  package let schedule: ArrivalSchedule?
  /// If it is raised, no further unit may start.
  package let stop: StopFlag

  /// - Precondition: the limit is at least 1.
  package init(units: Range<Int>, limit: Int, schedule: ArrivalSchedule? = nil, stop: StopFlag = StopFlag()) {
    precondition(limit >= 1, "a load needs a limit of at least one unit at once")
    self.units = units
    self.limit = limit
    self.schedule = schedule
    self.stop = stop
  }

  /// The most units that can be in flight at once: the limit, or the number of units if that is lower.
  package var width: Int { min(limit, units.count) }

  /// When a unit may begin, in nanoseconds on ``MonotonicTime``'s clock; nil if it may begin now.
  package func wait(for unit: Unit) -> Int64? {
    guard let due = schedule?.due(unit), due > MonotonicTime.now else { return nil }
    return due
  }
}

/// Hands out the units of a load in their order, each once, to any number of threads or tasks.
package final class UnitCounter: Sendable {
  private let next: Atomic<Int>
  private let load: Load

  /// - Parameter load: the load whose units are handed out.
  package init(_ load: Load) {
    next = Atomic(load.units.lowerBound)
    self.load = load
  }

  /// The next unit, whether it has arrived or not; nil if there are no more or the load has been asked to stop.
  package func take() -> Unit? {
    guard !load.stop.isRaised else { return nil }
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < load.units.upperBound ? Unit(index: index) : nil
  }

  /// The next unit; blocks the calling thread until it has arrived. Nil as for ``take()``.
  package func takeArrived() -> Unit? {
    guard let unit = take() else { return nil }
    guard let due = load.wait(for: unit) else { return unit }
    return load.stop.wait(until: due) ? nil : unit
  }

  /// The next unit; suspends until it has arrived. Nil as for ``take()``, and if the task is cancelled.
  package func takeArrived(by clock: some AsyncClock) async -> Unit? {
    guard !Task.isCancelled, let unit = take() else { return nil }
    guard let due = load.wait(for: unit) else { return unit }
    await clock.wait(until: due)
    return Task.isCancelled || load.stop.isRaised ? nil : unit
  }
}
