package import Workload

/// The same task group, in which a unit that fails throws. The error leaves the group's body, so the group cancels the
/// other children and waits for them before it rethrows: structured concurrency does that by itself.
package struct FailFastTaskGroupStrategy: AsyncStrategy {
  package init() {}

  /// - Throws: ``UnitFailed`` for the first unit that failed.
  package func run(_ load: Load, on performer: some AsyncPerformer) async throws {
    let units = UnitCounter(load)
    try await withThrowingTaskGroup(of: Void.self) { group in
      var alive = 0
      while true {
        if alive < load.limit { alive += 1 } else { try await group.next() }
        guard let unit = units.take() else { break }
        group.addTask {
          if let fault = await performer.perform(unit).fault { throw UnitFailed(unit: unit, fault: fault) }
        }
      }
      try await group.waitForAll()
    }
  }
}

/// The unit whose failure ended all others.
package struct UnitFailed: Error {
  /// The first unit that failed.
  package var unit: Unit
  /// Why it failed.
  package var fault: Fault
}
