/// The result of one unit, as reported by its performer. Start and end times are recorded around the performer.
package struct Outcome: Sendable, Equatable {
  /// Why the unit failed; nil if it succeeded.
  package var fault: Fault?
  /// The cause in words; nil without a fault, and possibly with one.
  package var detail: String?
  /// The HTTP status; 0 if there was no response.
  package var httpStatus: Int
  /// Bytes of body received.
  package var bytes: Int
  /// From the start of the transfer to the first byte of the response, in nanoseconds; 0 if there was no response.
  package var firstByteNanoseconds: Int64
  /// Connections opened for the unit.
  package var connectionsOpened: Int
  /// How often a request of the unit was sent again, because a kept connection had ended before it answered.
  package var repeats: Int
  /// The result of a computing unit (``Computation/answer(_:)``); 0 if nothing was computed.
  package var answer: UInt32
  /// The kernel's id of the thread that did the work (gettid(2)).
  package var thread: Int32

  package init(
    fault: Fault? = nil, detail: String? = nil, httpStatus: Int = 0, bytes: Int = 0,
    firstByteNanoseconds: Int64 = 0, connectionsOpened: Int = 0, repeats: Int = 0, answer: UInt32 = 0,
    thread: Int32
  ) {
    self.fault = fault
    self.detail = detail
    self.httpStatus = httpStatus
    self.bytes = bytes
    self.firstByteNanoseconds = firstByteNanoseconds
    self.connectionsOpened = connectionsOpened
    self.repeats = repeats
    self.answer = answer
    self.thread = thread
  }
}

/// Why a unit failed. The same cause has the same name under every strategy. The number stands in units files.
package enum Fault: UInt8, Sendable, CaseIterable {
  /// The URL cannot be parsed.
  case malformedURL = 1
  /// The URL's scheme is neither `http` nor `https`.
  case unsupportedScheme
  /// The host name cannot be resolved.
  case unresolvedHost
  /// No connection could be opened.
  case connectionFailed
  /// The connection was closed before the response's head was complete, or reset before the response was.
  case connectionLost
  /// The server's certificate is not trusted, or is not for this host.
  case certificate
  /// The TLS handshake failed for another reason.
  case tls
  /// The response has a status outside 200–299.
  case httpStatus
  /// The unit took longer than its time limit.
  case timedOut
  /// The body ended before its announced length.
  case bodyCutShort
  /// The body is not the expected one.
  case wrongBody
  /// The server redirected too often.
  case tooManyRedirects
  /// The process has no file descriptor left (EMFILE).
  case tooManyOpenFiles
  /// The trial was cancelled.
  case cancelled
  /// The server violated HTTP: no HTTP at all, two different lengths, a redirect to nowhere.
  case protocolViolation
  /// Anything else; the detail says what.
  case other
  /// A unit waited for another one that did not run in time (hand-offs).
  case deadlock
  /// The head of the response, or its trailer, is larger than libcurl accepts: 100 KiB in one line, 300 KiB or 5,000
  /// fields in all.
  case headersTooLarge

  /// The name in messages and result files: lower case, words joined by hyphens.
  package var name: String {
    switch self {
    case .malformedURL: "malformed-url"
    case .unsupportedScheme: "unsupported-scheme"
    case .unresolvedHost: "unresolved-host"
    case .connectionFailed: "connection-failed"
    case .connectionLost: "connection-lost"
    case .certificate: "certificate"
    case .tls: "tls"
    case .httpStatus: "http-status"
    case .timedOut: "timed-out"
    case .bodyCutShort: "body-cut-short"
    case .wrongBody: "wrong-body"
    case .tooManyRedirects: "too-many-redirects"
    case .tooManyOpenFiles: "too-many-open-files"
    case .cancelled: "cancelled"
    case .protocolViolation: "protocol-violation"
    case .other: "other"
    case .deadlock: "deadlock"
    case .headersTooLarge: "headers-too-large"
    }
  }
}
