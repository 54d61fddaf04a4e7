import NIOCore
import NIOEmbedded
import NIOHTTP1

/// What happens to the connection after a response, and how the response's head says it.
enum Persistence {
  /// It stays open, the default of HTTP/1.1.
  case implicit
  /// It stays open, which has to be said to an HTTP/1.0 client.
  case keepAlive
  case close

  init(_ request: HTTPRequestHead) {
    // After a request for another protocol or a tunnel, the decoder reads no further request.
    let isLast = !request.isKeepAlive || request.method == .CONNECT || request.headers.contains(name: "upgrade")
    self = isLast ? .close : request.version == .http1_1 ? .implicit : .keepAlive
  }

  fileprivate var header: String? {
    switch self {
    case .implicit: nil
    case .keepAlive: "keep-alive"
    case .close: "close"
    }
  }
}

/// A response that can be sent many times: encoded on first use, the same bytes from then on.
///
/// Belongs to one event loop.
final class Response {
  enum Body {
    case bytes(ByteBuffer)
    /// The first bytes of the page text.
    case text(Int, PageTextStore)
  }

  let status: HTTPResponseStatus
  /// The bytes of body in the response to a `GET`.
  let bodyBytes: Int

  private let headers: HTTPHeaders
  private let body: Body
  private let encoder: ResponseEncoder
  /// Of the last persistence. A load asks for one, and each of the others would occupy as much memory again.
  private var encoding: (persistence: Persistence, bytes: Encoding)?

  private struct Encoding {
    var head: ByteBuffer
    /// Head and body in one, unless the body is long.
    var whole: ByteBuffer
  }

  /// Up to this many bytes, copying the body behind the head costs less than writing a second buffer.
  private static let longestCopiedBody = 16 << 10

  /// - Parameter headers: all but `Content-Length` and `Connection`.
  init(status: HTTPResponseStatus, headers: HTTPHeaders, body: Body, encoder: ResponseEncoder) {
    self.status = status
    switch body {
    case .bytes(let bytes): bodyBytes = bytes.readableBytes
    case .text(let count, _): bodyBytes = count
    }
    self.body = body
    self.encoder = encoder
    var headers = headers
    headers.add(name: "Content-Length", value: String(bodyBytes))
    self.headers = headers
  }

  /// The most bytes of memory that this response occupies beside the shared page text.
  var footprint: Int {
    var headerBytes = 64
    for (name, value) in headers { headerBytes += 48 + name.utf8.count + value.utf8.count }
    // The headers themselves, the head, and the head with the body; a buffer's capacity is a power of two.
    return 256 + headerBytes + Self.capacity(headerBytes)
      + (isLong ? 0 : Self.capacity(headerBytes + bodyBytes))
      + { if case .bytes(let bytes) = body { bytes.storageCapacity } else { 0 } }()
  }

  private static func capacity(_ bytes: Int) -> Int { 1 << (Int.bitWidth - max(bytes - 1, 1).leadingZeroBitCount) }

  private var isLong: Bool { bodyBytes > Self.longestCopiedBody }

  /// What to write to the socket.
  ///
  /// - Returns: the bytes, and what to send directly after them if the body is long.
  func encoded(_ persistence: Persistence, headOnly: Bool) throws -> (ByteBuffer, Script?) {
    let encoding = try encoded(persistence)
    if headOnly { return (encoding.head, nil) }
    guard isLong else { return (encoding.whole, nil) }
    let step: Script.Step = if case .bytes(let bytes) = body { .send(bytes) } else { .text(0..<bodyBytes) }
    return (encoding.head, Script(steps: [step], end: persistence == .close ? .close : .nextRequest))
  }

  private func encoded(_ persistence: Persistence) throws -> Encoding {
    if let encoding, encoding.persistence == persistence { return encoding.bytes }
    var headers = headers
    if let header = persistence.header { headers.add(name: "Connection", value: header) }
    let head = try encoder.encode(HTTPResponseHead(version: .http1_1, status: status, headers: headers))
    var bytes = Encoding(head: head, whole: head)
    if !isLong, bodyBytes > 0 {
      switch body {
      case .bytes(let body): bytes.whole.writeImmutableBuffer(body)
      case .text(let count, let text): bytes.whole.writeImmutableBuffer(text.piece(at: 0, upTo: count))
      }
    }
    encoding = (persistence, bytes)
    return bytes
  }
}

/// Turns the head of a response into bytes with SwiftNIO's own encoder, outside any connection's pipeline, so that the
/// bytes can be sent many times. Belongs to the thread that made it.
struct ResponseEncoder {
  private let channel = EmbeddedChannel(handler: HTTPResponseEncoder())

  func encode(_ head: HTTPResponseHead) throws -> ByteBuffer {
    try channel.writeOutbound(HTTPServerResponsePart.head(head))
    guard let bytes = try channel.readOutbound(as: IOData.self), case .byteBuffer(let buffer) = bytes else {
      throw PageServerError(code: .encoding, context: "the HTTP encoder gave no bytes for status \(head.status.code)")
    }
    return buffer
  }
}
