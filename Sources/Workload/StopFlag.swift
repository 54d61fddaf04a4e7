import Synchronization

/// Asks whoever works to stop: strategies look at it between units, a blocking performer within one.
package final class StopFlag: Sendable {
  private let raised = Atomic(false)

  package init() {}

  package var isRaised: Bool { raised.load(ordering: .relaxed) }

  package func raise() { raised.store(true, ordering: .relaxed) }
}
