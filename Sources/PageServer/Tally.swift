import NIOCore

/// What one event loop counted. Each loop has its own, so that counting needs no lock; they are added up on request.
struct Tally: Sendable {
  private(set) var beganAt: NIODeadline
  private(set) var requests = 0
  private(set) var inFlight: Int
  private(set) var connectionsOpened = 0
  private(set) var connectionsOpen: Int
  private(set) var tlsHandshakes = 0
  private(set) var bodyBytes = 0
  private(set) var service = DurationRecorder()
  private(set) var lateness = DurationRecorder()
  private var responsesByStatus = [Int](repeating: 0, count: 600)

  /// Σ of departures − Σ of arrivals, in nanoseconds of the clock, modulo 2⁶⁴. With the time now for each request that
  /// has not left yet, it is the integral of requests in flight: no need to touch it as time passes.
  private var departuresLessArrivals: UInt64

  /// Starts to count.
  ///
  /// - Parameters:
  ///   - inFlight: requests that have arrived already; their time in flight counts from now on.
  ///   - connectionsOpen: connections that are open already.
  init(at now: NIODeadline, inFlight: Int = 0, connectionsOpen: Int = 0) {
    beganAt = now
    self.inFlight = inFlight
    self.connectionsOpen = connectionsOpen
    departuresLessArrivals = 0 &- UInt64(inFlight) &* now.uptimeNanoseconds
  }

  mutating func connectionOpened(tls: Bool) {
    connectionsOpened += 1
    connectionsOpen += 1
    if tls { tlsHandshakes += 1 }
  }

  mutating func connectionClosed() { connectionsOpen -= 1 }

  mutating func requestArrived(at now: NIODeadline) {
    requests += 1
    inFlight += 1
    departuresLessArrivals &-= now.uptimeNanoseconds
  }

  /// A request that will get no answer any more: its connection is gone, or the server hung up as it was asked to.
  mutating func requestAbandoned(at now: NIODeadline) {
    inFlight -= 1
    departuresLessArrivals &+= now.uptimeNanoseconds
  }

  /// - Parameters:
  ///   - arrival: when the request had been received in full.
  ///   - delay: how much later the answer was to go out; nil where nobody asked for a certain time.
  ///   - bodyBytes: bytes of body that go out.
  mutating func requestAnswered(
    at now: NIODeadline, arrival: NIODeadline, delay: TimeAmount?, status: Int, bodyBytes: Int
  ) {
    requestAbandoned(at: now)
    responsesByStatus[status] += 1
    self.bodyBytes += bodyBytes
    let elapsed = now.uptimeNanoseconds - arrival.uptimeNanoseconds
    service.record(nanoseconds: elapsed)
    if let delay {
      let asked = UInt64(delay.nanoseconds)
      lateness.record(nanoseconds: elapsed > asked ? elapsed - asked : 0)
    }
  }

  /// The integral of requests in flight from the start of the count to `now`, in request-seconds.
  func inFlightSeconds(at now: NIODeadline) -> Double {
    Double(departuresLessArrivals &+ UInt64(inFlight) &* now.uptimeNanoseconds) * 1e-9
  }

  /// Number of responses by status, without the statuses that never occurred.
  var responses: [String: Int] {
    var responses: [String: Int] = [:]
    for (status, count) in responsesByStatus.enumerated() where count > 0 { responses[String(status)] = count }
    return responses
  }

  /// Adds what another loop counted over the same time.
  mutating func add(_ other: Tally) {
    beganAt = min(beganAt, other.beganAt)
    requests += other.requests
    inFlight += other.inFlight
    connectionsOpened += other.connectionsOpened
    connectionsOpen += other.connectionsOpen
    tlsHandshakes += other.tlsHandshakes
    bodyBytes += other.bodyBytes
    service.add(other.service)
    lateness.add(other.lateness)
    for status in responsesByStatus.indices { responsesByStatus[status] += other.responsesByStatus[status] }
    departuresLessArrivals &+= other.departuresLessArrivals
  }
}
