import Synchronization

/// Lends blocking performers, and outlives a strategy's run, so that the measured run finds the connections that the
/// warm-up opened, also where every page has a thread of its own.
///
/// The one returned last is lent first, so no more are ever made than were out at once.
package final class PerformerPool<Performer: BlockingPerformer & ~Copyable>: Sendable {
  /// Holds a performer that cannot be copied. Safe to send: it is either idle, behind the lock, or with one borrower.
  private final class Slot: @unchecked Sendable {
    var performer: Performer

    init(_ performer: consuming Performer) { self.performer = performer }
  }

  private let idle = Mutex<[Slot]>([])
  private let make: @Sendable () throws -> Performer

  /// - Parameter make: called, on the borrower's thread, when no performer is idle.
  package init(_ make: @escaping @Sendable () throws -> Performer) { self.make = make }

  /// Calls `body` with a performer that nobody else has meanwhile.
  package func lend<Result>(_ body: (inout Performer) throws -> Result) throws -> Result {
    let slot = try idle.withLock { $0.popLast() } ?? Slot(make())
    defer { idle.withLock { $0.append(slot) } }
    return try body(&slot.performer)
  }
}
