import NIOCore
import PageProtocol
import Synchronization

/// The page text, kept as far as anybody has asked for it. Every body is a slice of the same memory.
final class PageTextStore: Sendable {
  private let text = Mutex(ByteBuffer())

  /// The first `byteCount` bytes of the page text.
  func slice(_ byteCount: Int) -> ByteBuffer {
    text.withLock { text in
      if text.readableBytes < byteCount {
        // Doubling: sizes asked for one after another must not cost a text each.
        text = ByteBuffer(bytes: PageText.bytes(max(byteCount, 2 * text.readableBytes, 64 << 10)))
      }
      return text.getSlice(at: 0, length: byteCount) ?? ByteBuffer()
    }
  }
}
