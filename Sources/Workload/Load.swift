/// One piece of work. What it is made of, a page to fetch or something to compute, only the performer knows.
package struct Unit: Sendable, Hashable {
  /// Its place among all units of the trial, from 0.
  package let index: Int

  package init(index: Int) { self.index = index }
}

/// What a strategy gets to do: some units, at most `limit` of them at once. The same for every strategy.
package struct Load: Sendable {
  package let units: Range<Int>
  /// The concurrency limit c, at least 1.
  package let limit: Int
  /// When each unit arrives, before which it must not begin; nil in a closed loop, where all are there from the start.
  package let schedule: ArrivalSchedule?
  /// Raised to ask that no further unit be started.
  package let stop: StopFlag

  package init(units: Range<Int>, limit: Int, schedule: ArrivalSchedule? = nil, stop: StopFlag = StopFlag()) {
    precondition(limit >= 1, "a load needs a limit of at least one unit at once")
    self.units = units
    self.limit = limit
    self.schedule = schedule
    self.stop = stop
  }

  /// How many units can be in flight at once: fewer than the limit if there are not that many.
  package var width: Int { min(limit, units.count) }

  /// Until when to wait before a unit begins; nil if it may begin now.
  package func wait(for unit: Unit) -> Int64? {
    guard let due = schedule?.due(unit), due > MonotonicTime.now else { return nil }
    return due
  }
}
