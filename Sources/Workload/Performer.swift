import Synchronization

/// Performs one unit at a time, blocking the calling thread.
package protocol BlockingPerformer: ~Copyable, Sendable {
  /// Performs a unit and returns when it has ended.
  mutating func perform(_ unit: Unit) -> Outcome
}

/// Starts units that end with a callback. Any number can be in flight.
package protocol CallbackPerformer {
  /// Starts a unit. Must be called on the performer's event loop.
  ///
  /// - Parameter finish: called on the loop's thread, once, and never from within this call.
  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void)
}

/// Performs units for tasks, which suspend meanwhile. Any number can be in flight, called from any thread.
package protocol AsyncPerformer: Sendable {
  /// Performs a unit and returns when it has ended.
  func perform(_ unit: Unit) async -> Outcome
}

/// Lends blocking performers to threads.
///
/// It outlives a strategy's run, so that the measured run reuses the connections of the warm-up, even with a new thread
/// per page. The performer returned last is lent first, so there are never more of them than were lent at once.
package final class PerformerPool<Performer: BlockingPerformer & ~Copyable>: Sendable {
  /// Holds a performer that cannot be copied. @unchecked: it is either idle, behind the lock, or used by one borrower.
  private final class Slot: @unchecked Sendable {
    var performer: Performer

    init(_ performer: consuming Performer) { self.performer = performer }
  }

  private let idle = Mutex<[Slot]>([])
  private let make: @Sendable () throws -> Performer

  /// - Parameter make: makes a performer, on the borrower's thread, if none is idle.
  package init(_ make: @escaping @Sendable () throws -> Performer) { self.make = make }

  /// Calls `body` with exclusive use of a performer.
  ///
  /// - Throws: what `make` or `body` throws.
  package func lend<Result>(_ body: (inout Performer) throws -> Result) throws -> Result {
    let slot = try idle.withLock { $0.popLast() } ?? Slot(make())
    defer { idle.withLock { $0.append(slot) } }
    return try body(&slot.performer)
  }
}
