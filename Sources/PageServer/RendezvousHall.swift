import NIOCore
import Synchronization

/// Where requests of every event loop wait for one another.
final class RendezvousHall: Sendable {
  typealias Ticket = Rendezvous<Guest>.Ticket

  /// How a meeting ended.
  struct Outcome: Sendable {
    var isMet: Bool
    /// How many were there at the end.
    var arrived: Int
  }

  /// A waiting request: the connection that it came on, and the only loop that may touch that.
  struct Guest: Sendable {
    fileprivate var handler: NIOLoopBound<HTTPHandler>

    fileprivate func tell(_ outcome: Outcome) {
      handler.eventLoop.execute { handler.value.rendezvousEnded(outcome) }
    }
  }

  private let rendezvous = Mutex(Rendezvous<Guest>())

  /// Lets the handler's current request wait; ``HTTPHandler/rendezvousEnded(_:)`` is called later, never from within.
  /// Call it on the handler's event loop.
  ///
  /// - Returns: what to pass to ``leave(_:)`` if the connection goes away meanwhile; nil if everybody is here already.
  func arrive(_ handler: HTTPHandler, on eventLoop: any EventLoop, for request: RendezvousRequest) -> Ticket? {
    let guest = Guest(handler: NIOLoopBound(handler, eventLoop: eventLoop))
    switch rendezvous.withLock({ $0.arrive(guest, at: request.place) }) {
    case .met(let guests):
      for guest in guests { guest.tell(Outcome(isMet: true, arrived: guests.count)) }
      return nil
    case .wait(let ticket, let isFirst):
      if isFirst {
        eventLoop.scheduleTask(in: TimeAmount(request.timeout)) { self.timeOut(ticket) }
      }
      return ticket
    }
  }

  func leave(_ ticket: Ticket) { rendezvous.withLock { $0.leave(ticket) } }

  private func timeOut(_ ticket: Ticket) {
    let guests = rendezvous.withLock { $0.timeOut(ticket) }
    for guest in guests { guest.tell(Outcome(isMet: false, arrived: guests.count)) }
  }
}
