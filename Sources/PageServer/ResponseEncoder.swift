import NIOCore
import NIOEmbedded
import NIOHTTP1

/// Turns the head of a response into bytes with SwiftNIO's own encoder, outside any connection's pipeline, so that the
/// bytes can be kept and sent many times. Belongs to the thread that made it.
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
