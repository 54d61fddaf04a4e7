/// Length and checksum of a body.
package struct BodyDigest: Sendable, Hashable, Codable {
  package var byteCount: Int
  package var checksum: UInt64

  package init(byteCount: Int, checksum: UInt64) {
    self.byteCount = byteCount
    self.checksum = checksum
  }
}

/// Checksum of a body that arrives in pieces; how it was cut does not matter.
///
/// FNV-1a (Fowler, Noll & Vo) over little-endian words of eight bytes instead of single bytes, because the client
/// pays for it on every page: about 0.5 ns a word against 8. It detects accidents, not attacks.
package struct BodyChecksum: Sendable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var partial: UInt64 = 0
  private var byteCount = 0

  package init() {}

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

  /// The digest of everything so far.
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
    // The rotation lets high bits of a word reach low bits of the hash, which multiplication alone never does.
    hash = (hash ^ word) &* 0x0000_0100_0000_01B3
    hash = (hash << 29) | (hash >> 35)
  }
}
