import NIOCore
import Synchronization

/// The requests of every event loop that wait for each other. Safe from any thread.
final class RendezvousRegistry: Sendable {
  typealias Ticket = Rendezvous<Participant>.Ticket

  /// How a meeting ended.
  struct Outcome: Sendable {
    var isMet: Bool
    /// How many had arrived at the end.
    var arrived: Int
  }

  /// A waiting request, as its connection's handler, which only its own event loop may touch.
  struct Participant: Sendable {
    fileprivate var handler: NIOLoopBound<HTTPHandler>

    fileprivate func answer(_ outcome: Outcome) {
      handler.eventLoop.execute { handler.value.rendezvousEnded(outcome) }
    }
  }

  /// What happens to a request that arrived.
  enum Arrival {
    /// It is answered later, with the others of its meeting.
    case met
    /// It waits. Its connection calls ``timeOut(_:)`` at that moment, or ``leave(_:)`` if it closes before.
    case wait(Ticket, until: NIODeadline)
    /// It has to be refused.
    case full
  }

  private let rendezvous = Mutex(Rendezvous<Participant>())

  /// Makes the handler's current request wait; ``HTTPHandler/rendezvousEnded(_:)`` is called later, never from within.
  /// Call it on the handler's event loop.
  func arrive(_ handler: HTTPHandler, on eventLoop: any EventLoop, for request: RendezvousRequest) -> Arrival {
    let participant = Participant(handler: NIOLoopBound(handler, eventLoop: eventLoop))
    let due = NIODeadline.now() + TimeAmount(request.timeout)
    switch rendezvous.withLock({ $0.arrive(participant, at: request.place, due: due) }) {
    case .met(let participants):
      for participant in participants { participant.answer(Outcome(isMet: true, arrived: participants.count)) }
      return .met
    case .wait(let ticket, let due): return .wait(ticket, until: due)
    case .full: return .full
    }
  }

  /// Stops waiting.
  func leave(_ ticket: Ticket) { rendezvous.withLock { $0.leave(ticket) } }

  /// Ends the ticket's meeting, unless it has ended.
  func timeOut(_ ticket: Ticket) {
    let participants = rendezvous.withLock { $0.timeOut(ticket) }
    for participant in participants { participant.answer(Outcome(isMet: false, arrived: participants.count)) }
  }
}
