import Synchronization

/// Runs units on threads that block until each has ended.
package protocol BlockingStrategy: Sendable {
  /// Runs the units of a load, and returns when all have ended.
  ///
  /// - Throws: what the pool throws if it cannot make a performer, or `StrategyError`.
  func run<Performer: BlockingPerformer & ~Copyable>(_ load: Load, on pool: PerformerPool<Performer>) throws
}

/// Runs units with callbacks, all on the performer's event loop.
package protocol CallbackStrategy: Sendable {
  /// Starts the units of a load. Must be called on the loop's thread.
  ///
  /// - Parameter finished: called on the loop's thread, once, when all units have ended.
  func run(_ load: Load, on performer: some CallbackPerformer, finished: @escaping () -> Void)
}

/// Runs units as tasks.
package protocol AsyncStrategy: Sendable {
  /// Runs the units of a load, and returns when all have ended.
  ///
  /// - Throws: `StrategyError`, or the fault of a unit that cancelled the others.
  func run(_ load: Load, on performer: some AsyncPerformer) async throws
}

/// Why a strategy could not run a load to its end, in words.
package struct StrategyError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// Keeps the first error of concurrent closures that cannot throw to a caller. Can be used from any thread.
package final class FirstError: Sendable {
  private let error = Mutex<(any Error)?>(nil)

  /// No error yet.
  package init() {}

  /// Runs `work` and keeps its error, unless there was an earlier one.
  package func catching(_ work: () throws -> Void) {
    do { try work() } catch { self.error.withLock { first in first = first ?? error } }
  }

  /// Throws the first error, if there was one.
  package func rethrow() throws {
    if let error = error.withLock({ $0 }) { throw error }
  }
}
