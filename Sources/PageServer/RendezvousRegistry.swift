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

  private let rendezvous = Mutex(Rendezvous<Participant>())

  /// Makes the handler's current request wait; ``HTTPHandler/rendezvousEnded(_:)`` is called later, never from within.
  /// Call it on the handler's event loop.
  ///
  /// - Returns: what to pass to ``leave(_:)`` if the connection closes meanwhile; nil if the meeting is complete.
  func arrive(_ handler: HTTPHandler, on eventLoop: any EventLoop, for request: RendezvousRequest) -> Ticket? {
    let participant = Participant(handler: NIOLoopBound(handler, eventLoop: eventLoop))
    switch rendezvous.withLock({ $0.arrive(participant, at: request.place) }) {
    case .met(let participants):
      for participant in participants { participant.answer(Outcome(isMet: true, arrived: participants.count)) }
      return nil
    case .wait(let ticket, let isFirst):
      if isFirst {
        eventLoop.scheduleTask(in: TimeAmount(request.timeout)) { self.timeOut(ticket) }
      }
      return ticket
    }
  }

  /// Stops waiting.
  func leave(_ ticket: Ticket) { rendezvous.withLock { $0.leave(ticket) } }

  private func timeOut(_ ticket: Ticket) {
    let participants = rendezvous.withLock { $0.timeOut(ticket) }
    for participant in participants { participant.answer(Outcome(isMet: false, arrived: participants.count)) }
  }
}
