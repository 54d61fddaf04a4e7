/// Who waits where for whom. Pure bookkeeping: it returns whom to answer, and the caller answers.
///
/// Not thread-safe; ``RendezvousHall`` guards it.
struct Rendezvous<Guest> {
  typealias Place = RendezvousRequest.Place

  /// Names one guest of one meeting. A meeting that comes together later at the same place has other tickets.
  struct Ticket: Hashable {
    fileprivate var place: Place
    fileprivate var meeting: Int
    fileprivate var guest: Int
  }

  enum Arrival {
    /// Wait. The first guest has to see to it that ``timeOut(_:)`` is called in time.
    case wait(Ticket, isFirst: Bool)
    /// Everybody is here: these, the newcomer among them, are to be answered.
    case met([Guest])
  }

  private struct Meeting {
    var number: Int
    var guests: [Int: Guest] = [:]
  }

  private var meetings: [Place: Meeting] = [:]
  private var meetingsEver = 0
  private var guestsEver = 0

  mutating func arrive(_ guest: Guest, at place: Place) -> Arrival {
    var meeting = meetings.removeValue(forKey: place) ?? startMeeting()
    let isFirst = meeting.guests.isEmpty
    guestsEver += 1
    meeting.guests[guestsEver] = guest
    if meeting.guests.count >= place.count { return .met(Array(meeting.guests.values)) }
    let ticket = Ticket(place: place, meeting: meeting.number, guest: guestsEver)
    meetings[place] = meeting
    return .wait(ticket, isFirst: isFirst)
  }

  /// Ends the meeting of the ticket, unless it has ended, and returns who waited there.
  mutating func timeOut(_ ticket: Ticket) -> [Guest] {
    guard let meeting = meetings[ticket.place], meeting.number == ticket.meeting else { return [] }
    meetings[ticket.place] = nil
    return Array(meeting.guests.values)
  }

  /// Strikes out a guest who does not wait any longer. A meeting whose guests have all left is over.
  mutating func leave(_ ticket: Ticket) {
    guard meetings[ticket.place]?.number == ticket.meeting else { return }
    meetings[ticket.place]?.guests[ticket.guest] = nil
    if meetings[ticket.place]?.guests.isEmpty == true { meetings[ticket.place] = nil }
  }

  private mutating func startMeeting() -> Meeting {
    meetingsEver += 1
    return Meeting(number: meetingsEver)
  }
}

extension Rendezvous.Ticket: Sendable {}
