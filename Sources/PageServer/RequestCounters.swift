import Histogram
import NIOCore
import PageProtocol

/// What one event loop counts. Each loop has its own counters, so that counting needs no lock; they are added on
/// request.
struct RequestCounters: Sendable {
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

  /// Σ of departures − Σ of arrivals, in nanoseconds of the clock, modulo 2⁶⁴. With the present time added for each
  /// request in flight, it is the integral of requests in flight over time, so it changes only when a request arrives
  /// or departs.
  private var departuresLessArrivals: UInt64

  /// Starts counting.
  ///
  /// - Parameters:
  ///   - inFlight: the number of requests that have already arrived; their time in flight counts from now on.
  ///   - connectionsOpen: the number of connections that are already open.
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

  /// A request that gets no answer: its connection is closed, or the server hangs up as requested.
  mutating func requestAbandoned(at now: NIODeadline) {
    inFlight -= 1
    departuresLessArrivals &+= now.uptimeNanoseconds
  }

  /// - Parameters:
  ///   - arrival: when the request had been received in full.
  ///   - delay: the requested time from arrival to answer; nil if no time was requested.
  ///   - bodyBytes: the bytes of body that are sent.
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

  /// The integral of requests in flight from the start of counting to `now`, in request-seconds.
  func inFlightSeconds(at now: NIODeadline) -> Double {
    Double(departuresLessArrivals &+ UInt64(inFlight) &* now.uptimeNanoseconds) * 1e-9
  }

  /// The number of responses by status, without statuses that never occurred.
  var responses: [String: Int] {
    var responses: [String: Int] = [:]
    for (status, count) in responsesByStatus.enumerated() where count > 0 { responses[String(status)] = count }
    return responses
  }

  /// Adds what another loop counted over the same time.
  mutating func add(_ other: RequestCounters) {
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

/// Durations in a histogram: exact mean and maximum, quantiles to three digits.
struct DurationRecorder: Sendable {
  // An answer without a delay takes a tenth of a microsecond; the longest delay is an hour.
  private var histogram = Histogram<UInt64>(
    lowestDiscernibleValue: 100, highestTrackableValue: highest, numberOfSignificantValueDigits: .three)
  private var sum: UInt64 = 0
  private var longest: UInt64 = 0

  private static let highest: UInt64 = 2 * 3600 * 1_000_000_000

  mutating func record(nanoseconds: UInt64) {
    histogram.record(min(nanoseconds, Self.highest))
    sum &+= nanoseconds
    longest = max(longest, nanoseconds)
  }

  mutating func add(_ other: DurationRecorder) {
    histogram.add(other.histogram)
    sum &+= other.sum
    longest = max(longest, other.longest)
  }

  var summary: ServerStatistics.DurationSummary {
    guard histogram.totalCount > 0 else { return ServerStatistics.DurationSummary() }
    // The histogram returns the upper edge of a bucket, which may be above the largest value.
    func quantile(_ percent: Double) -> Double { seconds(min(histogram.valueAtPercentile(percent), longest)) }
    return ServerStatistics.DurationSummary(
      mean: seconds(sum) / Double(histogram.totalCount), p50: quantile(50), p90: quantile(90), p99: quantile(99),
      max: seconds(longest))
  }

  private func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) * 1e-9 }
}
