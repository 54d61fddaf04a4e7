/// The text that the page server sends and the client expects: words, the same for every page up to its length.
package enum PageText {
  private static let words = [
    "async", "await", "block", "thread", "queue", "task", "page", "wait", "loop", "event", "yield", "resume", "core",
    "lock", "signal", "sleep", "wake", "poll", "read", "write", "socket", "timer", "pool", "group", "actor", "future",
  ]

  /// The first `byteCount` bytes of the text.
  package static func bytes(_ byteCount: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: 0)
    var text: [UInt8] = []
    text.reserveCapacity(byteCount + 16)
    while text.count < byteCount {
      text.append(contentsOf: words[Int(generator.next() % UInt64(words.count))].utf8)
      text.append(generator.next() % 12 == 0 ? 0x0A : 0x20)
    }
    text.removeSubrange(byteCount...)
    return text
  }

  /// What a client must find who asked for `byteCount` bytes.
  package static func digest(_ byteCount: Int) -> BodyDigest {
    var checksum = BodyChecksum()
    bytes(byteCount).withUnsafeBytes { checksum.update($0) }
    return checksum.digest
  }
}
