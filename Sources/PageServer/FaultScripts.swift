import NIOCore
import NIOHTTP1
import PageProtocol

/// How the server answers a page with a fault: a script, and how the statistics count it.
struct ScriptedAnswer {
  var script: Script
  /// The status of the response, by which it is counted; nil if there is none, so that the request is abandoned.
  var status: Int?
  /// The bytes of body in the script.
  var bodyBytes = 0
}

/// Writes the script of each fault: what bytes, then what end.
struct FaultScripts {
  let encoder: ResponseEncoder
  let text: PageTextStore

  /// Endless faults send at most 1.6 MB per second, so that they leave the processor to others.
  private static let pause = TimeAmount.milliseconds(10)
  private static let piece = 16 << 10
  /// Slow faults send something that often.
  private static let slowPause = TimeAmount.milliseconds(100)

  /// - Parameters:
  ///   - request: with a fault.
  ///   - headers: of the right response, all but `Content-Length`.
  /// - Returns: nil for a fault that is a whole response: a redirect.
  func answer(to request: PageRequest, headers: HTTPHeaders) throws -> ScriptedAnswer? {
    guard let fault = request.fault else { return nil }
    let size = request.bodySize
    let half = size / 2
    func head(_ length: [(String, String)]) throws -> ByteBuffer {
      try encoder.encode(
        HTTPResponseHead(
          version: .http1_1, status: HTTPResponseStatus(statusCode: request.status),
          headers: HTTPHeaders(Array(headers) + length)))
    }
    func head(length: String) throws -> Script.Step { .send(try head([("Content-Length", length)])) }
    func responds(_ steps: [Script.Step], body: Int, then end: Script.End) -> ScriptedAnswer {
      ScriptedAnswer(script: Script(steps: steps, end: end), status: request.status, bodyBytes: body)
    }
    func sends(_ steps: [Script.Step], then end: Script.End) -> ScriptedAnswer {
      ScriptedAnswer(script: Script(steps: steps, end: end))
    }
    func line(_ text: String) -> Script.Step { .send(ByteBuffer(string: text)) }
    let whole = try head(length: String(size))
    let halfOfHead = try head([("Content-Length", String(size))])
    let headStart = Script.Step.send(
      halfOfHead.getSlice(at: halfOfHead.readerIndex, length: halfOfHead.readableBytes / 2) ?? halfOfHead)
    let body = Script.Step.text(0..<size)
    let halfOfBody = Script.Step.text(0..<half)
    let chunked = Script.Step.send(try head([("Transfer-Encoding", "chunked")]))

    switch fault {
    case .stall: return sends([], then: .never)
    case .stallAfterHeaders: return sends([whole], then: .never)
    case .stallInBody: return sends([whole, halfOfBody], then: .never)
    case .drip: return responds([whole, .drip(0..<size, every: Self.slowPause)], body: size, then: .nextRequest)
    case .endlessBody:
      let start = line(statusLine(request) + "Connection: close\r\n\r\n")
      return sends([start, .text(0..<Self.piece), .wait(Self.pause), .goTo(1)], then: .never)
    case .endlessChunks:
      let chunk = [line(String(Self.piece, radix: 16) + "\r\n"), .text(0..<Self.piece), line("\r\n")]
      return sends([chunked] + chunk + [.wait(Self.pause), .goTo(1)], then: .never)
    case .endlessInformational: return sends([line(Self.earlyHints), .wait(Self.slowPause), .goTo(0)], then: .never)

    case .hangUp: return sends([], then: .close)
    case .reset: return sends([], then: .reset)
    case .hangUpInHeaders: return sends([headStart], then: .close)
    case .resetInHeaders: return sends([headStart], then: .reset)
    case .resetInBody: return responds([whole, halfOfBody], body: half, then: .reset)
    case .cutShort: return responds([whole, halfOfBody], body: half, then: .close)
    case .chunkCutShort:
      return responds(
        [chunked, line(String(max(half, 1), radix: 16) + "\r\n"), .text(0..<max(half, 1)), line("\r\n")],
        body: max(half, 1), then: .close)

    case .corrupt:
      // A byte that does not occur in the text.
      return responds([whole, halfOfBody, line("#"), .text(half + 1..<size)], body: size, then: .nextRequest)
    case .shortLength:
      // In one write, because the rest would else be there only when the client has sent its next request.
      var start = try head([("Content-Length", String(half))])
      let piece = text.piece(at: 0, upTo: size)
      start.writeImmutableBuffer(piece)
      return responds([.send(start), .text(piece.readableBytes..<size)], body: size, then: .nextRequest)
    case .doubleLength:
      let both = try head([("Content-Length", String(size)), ("Content-Length", String(half))])
      return responds([.send(both), body], body: size, then: .close)
    case .badLength: return responds([try head(length: "abc"), body], body: size, then: .close)
    case .negativeLength: return responds([try head(length: "-5"), body], body: size, then: .close)
    case .brokenChunk:
      return responds(
        [chunked, line(String(size, radix: 16) + "\r\n"), body, line("\r\nnot a size\r\n")], body: size, then: .close)
    case .falseGzip:
      let lie = try head([("Content-Length", String(size)), ("Content-Encoding", "gzip")])
      return responds([.send(lie), body], body: size, then: .nextRequest)

    case .hugeHeader, .hugeHeaders:
      let headers = Script.Step.send(fault == .hugeHeader ? Self.hugeHeader : Self.hugeHeaders)
      let restOfHead = line("Content-Length: \(size)\r\n\r\n")
      return responds([line(statusLine(request)), headers, restOfHead, body], body: size, then: .nextRequest)
    case .endlessHeaders:
      return sends([line(statusLine(request)), .send(Self.someHeaders), .wait(Self.pause), .goTo(1)], then: .never)
    case .informationalFirst:
      return responds(
        [line(Self.earlyHints + "HTTP/1.1 100 Continue\r\n\r\n"), whole, body], body: size, then: .nextRequest)
    case .notHTTP: return sends([line("This line is no HTTP.\r\n\r\n")], then: .close)
    case .http09: return sends([body], then: .close)
    case .badStatusLine: return sends([line("HTTP/1.1 abc\r\nContent-Length: 0\r\n\r\n")], then: .close)
    case .http2:
      // SETTINGS, then GOAWAY with PROTOCOL_ERROR (RFC 9113, 6.5 and 6.8).
      let frames: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
      return sends([.send(ByteBuffer(bytes: frames))], then: .close)

    case .redirectLoop, .redirectChain, .redirectNowhere, .redirectFTP, .redirectFile, .redirectMalformed,
      .redirectUnresolvable, .redirectRefused:
      return nil
    }
  }

  private static let earlyHints = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
  // The same memory for every connection.
  private static let someHeaders = ByteBuffer(string: fillers(16))
  private static let hugeHeaders = ByteBuffer(string: fillers(400))
  private static let hugeHeader = ByteBuffer(string: "X-Filler: \(String(repeating: "x", count: 120 << 10))\r\n")

  /// Headers of 1 KiB each.
  private static func fillers(_ count: Int) -> String {
    String(repeating: "X-Filler: \(String(repeating: "x", count: 1012))\r\n", count: count)
  }

  private func statusLine(_ request: PageRequest) -> String {
    "HTTP/1.1 \(request.status) \(HTTPResponseStatus(statusCode: request.status).reasonPhrase)\r\n"
  }
}

extension PageRequest {
  /// Redirects of a chain before the page.
  private static var chainLength: UInt64 { 11 }

  /// This request as the redirect that its fault demands: with a status of 3xx and a `Location`; nil for other faults,
  /// and at the end of a chain.
  var faultyRedirect: (status: Int, location: String?)? {
    guard let fault else { return nil }
    let status = (300..<400).contains(status) ? status : 302
    switch fault {
    case .redirectLoop: return (status, target)
    case .redirectChain:
      guard seed < Self.chainLength else { return nil }
      var next = self
      next.seed += 1
      return (status, next.target)
    case .redirectNowhere: return (status, nil)
    case .redirectFTP: return (status, "ftp://127.0.0.1/")
    case .redirectFile: return (status, "file:///etc/hostname")
    case .redirectMalformed: return (status, "http://[")
    // A label of 64 characters is no name (RFC 1035), so no resolver is asked.
    case .redirectUnresolvable: return (status, "http://\(String(repeating: "x", count: 64)).invalid/")
    case .redirectRefused: return (status, "http://127.0.0.1:1/")
    default: return nil
    }
  }
}
