import NIOCore
import NIOEmbedded
import NIOHTTP1

/// What happens to the connection after a response, and how the response's head says it.
enum Persistence: Int, CaseIterable {
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
  let status: HTTPResponseStatus
  /// The bytes of body in the response to a `GET`.
  let bodyBytes: Int
  /// The body is shorter than its head announces, so the connection has to be closed after it.
  let isCutShort: Bool

  private let headers: HTTPHeaders
  private let body: ByteBuffer
  private let encoder: ResponseEncoder
  private var encodings: [Encoding?] = Persistence.allCases.map { _ in nil }

  private struct Encoding {
    var head: ByteBuffer
    /// Head and body in one, unless the body is long.
    var whole: ByteBuffer
    /// The long body.
    var rest: ByteBuffer?
  }

  /// Up to this many bytes, copying the body behind the head costs less than writing a second buffer.
  private static let longestCopiedBody = 16 << 10

  /// - Parameters:
  ///   - headers: all but `Content-Length` and `Connection`.
  ///   - announcedBytes: the `Content-Length`; nil: the body's.
  init(
    status: HTTPResponseStatus, headers: HTTPHeaders, body: ByteBuffer, announcedBytes: Int? = nil,
    encoder: ResponseEncoder
  ) {
    self.status = status
    let announcedBytes = announcedBytes ?? body.readableBytes
    isCutShort = body.readableBytes < announcedBytes
    bodyBytes = body.readableBytes
    self.body = body
    self.encoder = encoder
    var headers = headers
    headers.add(name: "Content-Length", value: String(announcedBytes))
    self.headers = headers
  }

  /// The bytes of memory that this response occupies beside the shared page text.
  var footprint: Int { 512 + (bodyBytes <= Self.longestCopiedBody ? 2 * bodyBytes : 0) }

  /// What to write to the socket.
  ///
  /// - Returns: the bytes, and a second buffer that directly follows if the body is long.
  func encoded(_ persistence: Persistence, headOnly: Bool) throws -> (ByteBuffer, ByteBuffer?) {
    let encoding = try encodings[persistence.rawValue] ?? encode(persistence)
    return headOnly ? (encoding.head, nil) : (encoding.whole, encoding.rest)
  }

  private func encode(_ persistence: Persistence) throws -> Encoding {
    var headers = headers
    if let header = persistence.header { headers.add(name: "Connection", value: header) }
    let head = try encoder.encode(HTTPResponseHead(version: .http1_1, status: status, headers: headers))
    var encoding = Encoding(head: head, whole: head, rest: nil)
    if bodyBytes <= Self.longestCopiedBody {
      encoding.whole.writeImmutableBuffer(body)
    } else {
      encoding.rest = body
    }
    encodings[persistence.rawValue] = encoding
    return encoding
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
