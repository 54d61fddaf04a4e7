import NIOCore
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
  /// In bytes.
  static let longestName = 256

  /// - Throws: `QueryError` if a parameter is unknown, malformed or out of range, or `count` is missing.
  init(query text: Substring) throws(QueryError) {
    var query = try Query(text)
    guard let count = try query.take("count", in: 1...Self.largestCount) else {
      throw QueryError(parameter: "count", value: "", cause: "is missing; it is the number of requests that meet")
    }
    let name = try query.take("name", as: "a text of at most \(Self.longestName) bytes") { name in
      name.utf8.count <= Self.longestName ? name : nil
    }
    place = Place(name: name ?? "", count: count)
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
    /// Wait. The caller has to call ``timeOut(_:)`` at the moment, unless the participant has left by then.
    case wait(Ticket, until: NIODeadline)
    /// The meeting is complete: answer all of these, the newcomer included.
    case met([Participant])
    /// Too many wait already.
    case full
  }

  private struct Meeting {
    var number: Int
    /// When the first to arrive has waited long enough.
    var due: NIODeadline
    var participants: [Int: Participant] = [:]
  }

  private var meetings: [Place: Meeting] = [:]
  private var meetingCount = 0
  private var participantCount = 0
  /// How many wait, in all meetings.
  private(set) var waiting = 0
  private let mostWaiting: Int

  /// - Parameter mostWaiting: how many may wait at once.
  init(mostWaiting: Int = 1_000_000) { self.mostWaiting = mostWaiting }

  /// - Parameter due: when the meeting ends if this participant is its first.
  mutating func arrive(_ participant: Participant, at place: Place, due: NIODeadline) -> Arrival {
    guard waiting < mostWaiting || place.count == 1 else { return .full }
    var meeting = meetings.removeValue(forKey: place) ?? startMeeting(due: due)
    participantCount += 1
    meeting.participants[participantCount] = participant
    if meeting.participants.count >= place.count {
      waiting -= meeting.participants.count - 1
      return .met(Array(meeting.participants.values))
    }
    waiting += 1
    let ticket = Ticket(place: place, meeting: meeting.number, participant: participantCount)
    meetings[place] = meeting
    return .wait(ticket, until: meeting.due)
  }

  /// Ends the ticket's meeting, unless it has ended, and returns its participants.
  mutating func timeOut(_ ticket: Ticket) -> [Participant] {
    guard let meeting = meetings[ticket.place], meeting.number == ticket.meeting else { return [] }
    meetings[ticket.place] = nil
    waiting -= meeting.participants.count
    return Array(meeting.participants.values)
  }

  /// Removes a participant that no longer waits. A meeting that all have left is over.
  mutating func leave(_ ticket: Ticket) {
    guard meetings[ticket.place]?.number == ticket.meeting,
      meetings[ticket.place]?.participants.removeValue(forKey: ticket.participant) != nil
    else { return }
    waiting -= 1
    if meetings[ticket.place]?.participants.isEmpty == true { meetings[ticket.place] = nil }
  }

  private mutating func startMeeting(due: NIODeadline) -> Meeting {
    meetingCount += 1
    return Meeting(number: meetingCount, due: due)
  }
}

extension Rendezvous.Ticket: Sendable {}
