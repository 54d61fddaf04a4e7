/// Why a unit failed. The same cause has the same name whichever strategy met it.
package enum Fault: UInt8, Sendable, CaseIterable {
  case malformedURL = 1
  case unsupportedScheme
  case unresolvedHost
  case connectionFailed
  case connectionLost
  case certificate
  case tls
  case httpStatus
  case timedOut
  case bodyCutShort
  case wrongBody
  case tooManyRedirects
  case tooManyOpenFiles
  case cancelled
  case protocolViolation
  case other
  /// Waited for something that could not happen.
  case deadlock

  /// As it stands in result files: lower case, words joined by hyphens.
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
    }
  }
}
