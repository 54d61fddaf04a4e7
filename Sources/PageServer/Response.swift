import NIOCore
import NIOHTTP1

/// What the connection is for after a response, as its head says it.
enum Persistence: Int, CaseIterable {
  /// It stays open, which HTTP/1.1 need not be told.
  case implicit
  /// It stays open, which an HTTP/1.0 client has to be told.
  case keepAlive
  case close

  init(_ request: HTTPRequestHead) {
    // A codec that was asked for another protocol, or for a tunnel, reads no further request.
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

/// A response that can be sent many times: encoded when first needed, from then on the same bytes.
///
/// Belongs to one event loop.
final class Response {
  let status: HTTPResponseStatus
  /// Bytes of body that a `GET` is sent.
  let bodyBytes: Int
  /// The body is shorter than its head announces, and the connection ends with it.
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

  /// Up to here a copy beside the head costs less than a second buffer in each write.
  private static let longestCopiedBody = 16 << 10

  /// - Parameters:
  ///   - headers: what `Content-Length` and `Connection` are to be added to.
  ///   - announcedBytes: the `Content-Length`, if it is to differ from the body's.
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

  /// Bytes of memory that this response keeps for itself.
  var footprint: Int { 512 + (bodyBytes <= Self.longestCopiedBody ? 2 * bodyBytes : 0) }

  /// What to write to the socket.
  ///
  /// - Returns: the bytes, and more to follow directly if the body is long.
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
