/// The one line of JSON that the page server prints on standard output when it is ready to answer.
package struct ServerAnnouncement: Sendable, Codable, Equatable {
  /// The literal address that it listens on, such as `127.0.0.1`.
  package var address: String
  /// The TCP port that it listens on, 1 to 65535.
  package var port: Int
  /// Whether it speaks TLS (https) or plain HTTP.
  package var tls: Bool
  /// PEM file with the certificate of the authority that signed the server's; nil without TLS.
  package var caFile: String?
  /// Its process identifier (PID).
  package var processIdentifier: Int32

  package init(address: String, port: Int, tls: Bool, caFile: String?, processIdentifier: Int32) {
    self.address = address
    self.port = port
    self.tls = tls
    self.caFile = caFile
    self.processIdentifier = processIdentifier
  }
}

/// What the page server has counted since its start or the last reset. The harness checks the worker's record against
/// it.
///
/// Requests for the statistics themselves, and connections that carried no other request, are not counted.
package struct ServerStatistics: Sendable, Codable, Equatable {
  /// Seconds since the start or the last reset.
  package var elapsedSeconds: Double
  /// Requests received in full.
  package var requests: Int
  /// Responses by HTTP status, such as `["200": 998, "404": 2]`.
  package var responses: [String: Int]
  /// Requests in flight now. A request is in flight from its arrival until its answer is handed to the socket, so the
  /// server never counts more of them than the client has in flight.
  package var inFlight: Int
  /// The highest number of requests in flight at any moment.
  package var peakInFlight: Int
  /// The integral of requests in flight over time, in request-seconds. Divided by the elapsed time, it is their mean.
  package var inFlightSeconds: Double
  /// Connections accepted that carried a counted request.
  package var connectionsOpened: Int
  /// Those of them that are still open.
  package var connectionsOpen: Int
  /// Completed TLS handshakes.
  package var tlsHandshakes: Int
  /// Bytes of body handed to sockets.
  package var bodyBytes: Int
  /// Time from a request's arrival to its answer.
  package var service: DurationSummary
  /// How much later than requested the answers were sent.
  package var lateness: DurationSummary
  /// CPU time of the server's process in user mode, in seconds.
  package var cpuUserSeconds: Double
  /// CPU time of the server's process in the kernel, in seconds.
  package var cpuSystemSeconds: Double
  /// Connections that the kernel dropped because the listen queue of this server was full (SK_MEMINFO_DROPS of
  /// SO_MEMINFO). Those of other programs do not count.
  package var listenOverflows: Int

  /// A distribution of durations, in seconds. All 0 if nothing was counted.
  package struct DurationSummary: Sendable, Codable, Equatable {
    /// The arithmetic mean.
    package var mean: Double
    /// The median.
    package var p50: Double
    /// The 90th percentile.
    package var p90: Double
    /// The 99th percentile.
    package var p99: Double
    /// The longest.
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
