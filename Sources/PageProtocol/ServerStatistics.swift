/// What the page server counted since it started or was last reset: the trial's second witness.
///
/// Requests for the statistics themselves, and connections that carried nothing else, do not count.
package struct ServerStatistics: Sendable, Codable, Equatable {
  /// Seconds since the count began.
  package var elapsedSeconds: Double
  /// Requests received in full.
  package var requests: Int
  /// Responses by HTTP status, such as `["200": 998, "404": 2]`.
  package var responses: [String: Int]
  /// Requests being answered now, and the most at any moment. A request counts from its arrival until its answer is handed
  /// to the socket, so that a client that waits for answers can never be seen to have more in flight than it has.
  package var inFlight: Int
  package var peakInFlight: Int
  /// The integral of requests in flight over time, in request-seconds: divided by the elapsed time, their mean number.
  package var inFlightSeconds: Double
  /// Connections accepted that carried a counted request, those still open, and completed TLS handshakes.
  package var connectionsOpened: Int
  package var connectionsOpen: Int
  package var tlsHandshakes: Int
  /// Bytes of body handed to sockets.
  package var bodyBytes: Int
  /// From a request's arrival to its answer.
  package var service: DurationSummary
  /// How much later than asked for the answers went out.
  package var lateness: DurationSummary
  /// CPU time of the server's process.
  package var cpuUserSeconds: Double
  package var cpuSystemSeconds: Double
  /// Connections that the kernel dropped because the listen queue was full, machine-wide (TcpExt ListenOverflows).
  package var listenOverflows: Int

  /// Seconds. Zero where nothing was counted.
  package struct DurationSummary: Sendable, Codable, Equatable {
    package var mean: Double
    package var p50: Double
    package var p90: Double
    package var p99: Double
    package var max: Double

    package init(mean: Double = 0, p50: Double = 0, p90: Double = 0, p99: Double = 0, max: Double = 0) {
      self.mean = mean
      self.p50 = p50
      self.p90 = p90
      self.p99 = p99
      self.max = max
    }
  }

  package init(
    elapsedSeconds: Double, requests: Int, responses: [String: Int], inFlight: Int, peakInFlight: Int,
    inFlightSeconds: Double, connectionsOpened: Int, connectionsOpen: Int, tlsHandshakes: Int, bodyBytes: Int,
    service: DurationSummary, lateness: DurationSummary, cpuUserSeconds: Double, cpuSystemSeconds: Double,
    listenOverflows: Int
  ) {
    self.elapsedSeconds = elapsedSeconds
    self.requests = requests
    self.responses = responses
    self.inFlight = inFlight
    self.peakInFlight = peakInFlight
    self.inFlightSeconds = inFlightSeconds
    self.connectionsOpened = connectionsOpened
    self.connectionsOpen = connectionsOpen
    self.tlsHandshakes = tlsHandshakes
    self.bodyBytes = bodyBytes
    self.service = service
    self.lateness = lateness
    self.cpuUserSeconds = cpuUserSeconds
    self.cpuSystemSeconds = cpuSystemSeconds
    self.listenOverflows = listenOverflows
  }
}
