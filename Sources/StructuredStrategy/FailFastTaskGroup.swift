package import Workload

/// The same task group, in which a unit that fails throws: the error leaves the group's body, and the group cancels the other
/// children and waits for them before it lets the error go on. Nobody has to write that, or can forget to.
package struct FailFastTaskGroup: AsyncStrategy {
  package init() {}

  /// - Throws: ``UnitFailed``, the first.
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

/// A unit failed where none may.
package struct UnitFailed: Error {
  package var unit: Unit
  package var fault: Fault
}
