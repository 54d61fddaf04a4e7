import PageProtocol
import TextFormats

/// `/rendezvous?count=N&timeout=2s&size=1024&name=X`: answered when `count` such requests have arrived.
struct RendezvousRequest: Equatable {
  /// Requests with the same name and count meet each other.
  struct Place: Hashable {
    var name: String
    /// How many have to arrive, 1 to ``largestCount``.
    var count: Int
  }

  var place: Place
  /// How long the first to arrive waits for the others.
  var timeout: Duration
  /// Bytes of body in the answer.
  var size: Int

  static let largestCount = 1_000_000

  /// - Throws: `QueryError` if a parameter is unknown, malformed or out of range, or `count` is missing.
  init(query text: Substring) throws(QueryError) {
    var query = try Query(text)
    guard let count = try query.take("count", in: 1...Self.largestCount) else {
      throw QueryError(parameter: "count", value: "", cause: "is missing; it is the number of requests that meet")
    }
    place = Place(name: try query.take("name", as: "text") { $0 } ?? "", count: count)
    timeout = try query.take("timeout", as: "a time such as 2s or 500ms") { Duration(text: $0) } ?? .seconds(2)
    size = try query.take("size", in: 0...PageRequest.largestSize) ?? PageRequest().size
    try query.checkEmpty(known: ["count", "timeout", "size", "name"])
  }
}

/// Which requests wait for each other. A value without side effects: it returns the requests to answer, and the caller
/// answers them.
///
/// Not thread-safe; ``RendezvousRegistry`` guards it.
struct Rendezvous<Participant> {
  typealias Place = RendezvousRequest.Place

  /// Identifies one participant of one meeting. Later meetings at the same place have other tickets.
  struct Ticket: Hashable {
    fileprivate var place: Place
    fileprivate var meeting: Int
    fileprivate var participant: Int
  }

  enum Arrival {
    /// Wait. For the first participant, the caller has to schedule ``timeOut(_:)``.
    case wait(Ticket, isFirst: Bool)
    /// The meeting is complete: answer all of these, the newcomer included.
    case met([Participant])
  }

  private struct Meeting {
    var number: Int
    var participants: [Int: Participant] = [:]
  }

  private var meetings: [Place: Meeting] = [:]
  private var meetingCount = 0
  private var participantCount = 0

  mutating func arrive(_ participant: Participant, at place: Place) -> Arrival {
    var meeting = meetings.removeValue(forKey: place) ?? startMeeting()
    let isFirst = meeting.participants.isEmpty
    participantCount += 1
    meeting.participants[participantCount] = participant
    if meeting.participants.count >= place.count { return .met(Array(meeting.participants.values)) }
    let ticket = Ticket(place: place, meeting: meeting.number, participant: participantCount)
    meetings[place] = meeting
    return .wait(ticket, isFirst: isFirst)
  }

  /// Ends the ticket's meeting, unless it has ended, and returns its participants.
  mutating func timeOut(_ ticket: Ticket) -> [Participant] {
    guard let meeting = meetings[ticket.place], meeting.number == ticket.meeting else { return [] }
    meetings[ticket.place] = nil
    return Array(meeting.participants.values)
  }

  /// Removes a participant that no longer waits. A meeting that all have left is over.
  mutating func leave(_ ticket: Ticket) {
    guard meetings[ticket.place]?.number == ticket.meeting else { return }
    meetings[ticket.place]?.participants[ticket.participant] = nil
    if meetings[ticket.place]?.participants.isEmpty == true { meetings[ticket.place] = nil }
  }

  private mutating func startMeeting() -> Meeting {
    meetingCount += 1
    return Meeting(number: meetingCount)
  }
}

extension Rendezvous.Ticket: Sendable {}
