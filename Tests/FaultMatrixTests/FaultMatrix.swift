import PageProtocol
import Workload

/// A page that goes wrong, and what the client has to say about it.
struct FaultyPage: Sendable {
  /// What a user writes: the end of a URL, or the beginning of a host name.
  var name: String
  /// What the server does.
  var explanation: String
  /// nil: the page is right.
  var fault: Fault?
  /// Host and target of the page's URL.
  var location: Location

  enum Location: Sendable {
    case page(PageRequest)
    case handshake(HandshakeFault)
  }

  /// With the body that a client expects, so that it notices every wrong one.
  func page(plain: Int, tls: Int) -> Page {
    switch location {
    case .page(let request):
      // A right page is 200 with the text, also where the server sends something else.
      Page(name: name, url: "http://127.0.0.1:\(plain)\(request.target)", body: request.body)
    case .handshake(let fault):
      Page(name: name, url: "https://\(fault.rawValue).localhost:\(tls)/page", body: PageRequest().body)
    }
  }
}

/// Every fault of the page server with its class: the name that the client has for it, whatever the strategy.
enum FaultMatrix {
  static let all =
    ServedFault.allCases.map { fault in
      FaultyPage(
        name: "fault=\(fault.rawValue)", explanation: fault.explanation, fault: expected(fault),
        location: .page(PageRequest(fault: fault)))
    }
    + [404, 500, 503].map { status in
      FaultyPage(
        name: "status=\(status)", explanation: "answers with this status", fault: .httpStatus,
        location: .page(PageRequest(status: status)))
    }
    + [
      FaultyPage(
        name: "status=204", explanation: "answers without a body", fault: nil,
        location: .page(PageRequest(status: 204)))
    ]
    + HandshakeFault.allCases.map { fault in
      FaultyPage(
        name: "https://\(fault.rawValue).localhost", explanation: fault.explanation, fault: expected(fault),
        location: .handshake(fault))
    }

  private static func expected(_ fault: ServedFault) -> Fault? {
    switch fault {
    case .stall, .stallAfterHeaders, .stallInBody, .drip, .endlessBody, .endlessChunks, .endlessInformational: .timedOut
    case .hangUp, .reset, .hangUpInHeaders, .resetInHeaders, .resetInBody: .connectionLost
    case .cutShort, .chunkCutShort: .bodyCutShort
    case .corrupt, .shortLength: .wrongBody
    case .doubleLength, .badLength, .negativeLength, .brokenChunk: .protocolViolation
    // No encoding was asked for, so none is decoded.
    case .falseGzip, .informationalFirst: nil
    case .hugeHeader, .hugeHeaders, .endlessHeaders: .headersTooLarge
    case .notHTTP, .http09, .badStatusLine, .http2, .redirectNowhere: .protocolViolation
    case .redirectLoop, .redirectChain: .tooManyRedirects
    case .redirectFTP, .redirectFile: .unsupportedScheme
    case .redirectMalformed: .malformedURL
    case .redirectUnresolvable: .unresolvedHost
    case .redirectRefused: .connectionFailed
    }
  }

  private static func expected(_ fault: HandshakeFault) -> Fault {
    switch fault {
    case .expired, .wrongName, .unknownIssuer, .selfSigned: .certificate
    case .oldTLS, .noTLS, .closedHandshake: .tls
    case .stalledHandshake: .timedOut
    }
  }

  /// The table of the documentation.
  static var table: String {
    let rows = all.map { "| `\($0.name)` | \($0.explanation) | \($0.fault.map { "`\($0.name)`" } ?? "success") |" }
    return (["| page | what the server does | result |", "|---|---|---|"] + rows).joined(separator: "\n")
  }
}
