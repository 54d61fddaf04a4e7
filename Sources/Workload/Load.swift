/// One piece of work. What it is made of, a page to fetch or something to compute, only the performer knows.
package struct Unit: Sendable, Hashable {
  /// Its place in the load, from 0.
  package let index: Int

  package init(index: Int) { self.index = index }
}

/// What a strategy gets to do: `unitCount` units, at most `limit` of them at once. The same for every strategy.
package struct Load: Sendable {
  /// How many units there are, at least 0.
  package let unitCount: Int
  /// The concurrency limit c, at least 1.
  package let limit: Int
  /// Raised to ask that no further unit be started.
  package let stop: StopFlag

  package init(unitCount: Int, limit: Int, stop: StopFlag = StopFlag()) {
    precondition(unitCount >= 0 && limit >= 1)
    self.unitCount = unitCount
    self.limit = limit
    self.stop = stop
  }

  /// How many units can be in flight at once: fewer than the limit if there are not that many.
  package var width: Int { min(limit, unitCount) }
}
