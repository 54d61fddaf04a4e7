/// Runs the units of a load on threads that wait for each. Returns when all are done.
package protocol BlockingStrategy: Sendable {
  /// - Throws: what the pool threw when it could not make a performer, or `StrategyError`.
  func run<Performer: BlockingPerformer & ~Copyable>(_ load: Load, on pool: PerformerPool<Performer>) throws
}

/// Runs the units of a load by callbacks, all on the performer's event loop. Call it on the loop's thread.
package protocol CallbackStrategy: Sendable {
  /// - Parameter finished: called on the loop's thread, once, when all units are done.
  func run(_ load: Load, on performer: some CallbackPerformer, finished: @escaping () -> Void)
}

/// Runs the units of a load as tasks. Returns when all are done.
package protocol AsyncStrategy: Sendable {
  func run(_ load: Load, on performer: some AsyncPerformer) async throws
}

/// Why a strategy could not run a load to its end.
package struct StrategyError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
