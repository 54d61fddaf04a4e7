/// The text that the page server sends and the client expects: words, the same for every page up to its length.
package enum PageText {
  /// The first `byteCount` bytes of the text, which is ASCII.
  package static func bytes(_ byteCount: Int) -> [UInt8] {
    var writer = PageTextWriter()
    return writer.next(byteCount)
  }

  /// The digest of the first `byteCount` bytes: what a client must find that requested as many.
  package static func digest(_ byteCount: Int) -> BodyDigest {
    var checksum = BodyChecksum()
    bytes(byteCount).withUnsafeBytes { checksum.update($0) }
    return checksum.digest
  }
}

/// Writes the page text from its beginning, part by part.
package struct PageTextWriter: Sendable {
  private var generator = SeededGenerator(seed: 0)
  /// The end of a word that did not fit into the last part.
  private var pending: [UInt8] = []

  private static let words = [
    "async", "await", "block", "thread", "queue", "task", "page", "wait", "loop", "event", "yield", "resume", "core",
    "lock", "signal", "sleep", "wake", "poll", "read", "write", "socket", "timer", "pool", "group", "actor", "future",
  ]

  /// Nothing is written yet.
  package init() {}

  /// The next `byteCount` bytes of the text.
  package mutating func next(_ byteCount: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(byteCount + 16)
    text += pending
    while text.count < byteCount {
      text.append(contentsOf: Self.words[Int(generator.next() % UInt64(Self.words.count))].utf8)
      text.append(generator.next() % 12 == 0 ? 0x0A : 0x20)
    }
    pending = Array(text[byteCount...])
    text.removeSubrange(byteCount...)
    return text
  }
}

/// Length and checksum of a body.
package struct BodyDigest: Sendable, Hashable, Codable {
  /// The length in bytes.
  package var byteCount: Int
  /// The checksum, see ``BodyChecksum``; in JSON a whole number of up to 20 digits.
  package var checksum: UInt64

  package init(byteCount: Int, checksum: UInt64) {
    self.byteCount = byteCount
    self.checksum = checksum
  }
}

/// The checksum of a body that arrives in pieces. It does not depend on how the body is divided into pieces.
///
/// It is FNV-1a of 64 bits (Fowler, Noll & Vo), but over little-endian words of eight bytes, and after each
/// multiplication the hash is rotated left by 29 bits. The rest of the body, 0 to 7 bytes, is one more word, filled up
/// with zero bytes. The client computes it for every page: a word takes about 0.5 ns, and 8 ns with plain FNV-1a. It
/// detects accidents, not attacks.
package struct BodyChecksum: Sendable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var partial: UInt64 = 0
  private var byteCount = 0

  /// The checksum of nothing yet.
  package init() {}

  /// Adds the next piece of the body.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var next = bytes.baseAddress else { return }
    let end = next + bytes.count
    while next < end && byteCount % 8 != 0 {
      absorb(next.load(as: UInt8.self))
      next += 1
    }
    let wordsEnd = next + (end - next) / 8 * 8
    byteCount += wordsEnd - next
    while next < wordsEnd {
      mix(UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
      next += 8
    }
    while next < end {
      absorb(next.load(as: UInt8.self))
      next += 1
    }
  }

  /// The digest of all pieces so far; more may follow.
  package var digest: BodyDigest {
    var last = self
    last.mix(partial)
    return BodyDigest(byteCount: byteCount, checksum: last.hash)
  }

  private mutating func absorb(_ byte: UInt8) {
    partial |= UInt64(byte) << (8 * UInt64(byteCount % 8))
    byteCount += 1
    if byteCount % 8 == 0 {
      mix(partial)
      partial = 0
    }
  }

  private mutating func mix(_ word: UInt64) {
    // The rotation moves high bits of the word to low bits of the hash; multiplication alone never does.
    hash = (hash ^ word) &* 0x0000_0100_0000_01B3
    hash = (hash << 29) | (hash >> 35)
  }
}
