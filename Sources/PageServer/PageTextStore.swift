import NIOCore
import PageProtocol
import Synchronization

/// The page text, as long as the longest body so far. All bodies share its memory. Safe from any thread.
final class PageTextStore: Sendable {
  /// The bytes of one part. The text is kept in parts, so that it can grow without a copy.
  static let partBytes = 64 << 10

  private struct Text {
    var writer = PageTextWriter()
    var parts: [ByteBuffer] = []
  }

  private let text = Mutex(Text())

  /// The text from `offset` on: at least a byte, and at most `byteCount` bytes or up to the end of a part.
  ///
  /// - Parameter byteCount: at least 1; `offset` + `byteCount` is at most ``PageRequest/largestSize``.
  func piece(at offset: Int, upTo byteCount: Int) -> ByteBuffer {
    let (part, start) = offset.quotientAndRemainder(dividingBy: Self.partBytes)
    return text.withLock { text in
      while text.parts.count <= part { text.parts.append(ByteBuffer(bytes: text.writer.next(Self.partBytes))) }
      return text.parts[part].getSlice(at: start, length: min(byteCount, Self.partBytes - start)) ?? ByteBuffer()
    }
  }
}
