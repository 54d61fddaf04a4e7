/// What a computing unit does to a page's bytes: splits them into words, counts these, and hashes the counts.
///
/// Real work whose answer nobody can guess without doing it: each pass starts from the answer of the one before. A pass
/// allocates nothing, so that what is measured is who runs it, not malloc; see ``Computation/allocates`` for the exception.
package enum WordCount {
  /// Words are told apart by six bits of their hash; those that share a bucket are counted together (feature hashing:
  /// Weinberger et al., ICML 2009), which needs no memory that grows with the text.
  private static let buckets = 64
  /// FNV-1a (Fowler, Noll & Vo).
  private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3

  /// One pass over a text.
  ///
  /// - Parameter seed: the answer of the pass before, or 0.
  package static func pass(over text: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: buckets) { counts in
      counts.initialize(repeating: 0)
      var hash = basis ^ seed
      for byte in text {
        if isSeparator(byte) {
          counts[bucket(hash)] &+= 1
          hash = basis ^ seed
        } else {
          hash = mixed(hash, byte)
        }
      }
      counts[bucket(hash)] &+= 1
      return answer(counts, seed: seed)
    }
  }

  /// The same pass with the same answer, made as one would without a thought of memory: every word an array of its own.
  package static func allocatingPass(over text: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    let words = text.split(omittingEmptySubsequences: false, whereSeparator: isSeparator).map { [UInt8]($0) }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: buckets) { counts in
      counts.initialize(repeating: 0)
      for word in words { counts[bucket(word.reduce(basis ^ seed, mixed))] &+= 1 }
      return answer(counts, seed: seed)
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

  private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* prime }

  /// From the high bits, where all bytes of a word have had their say.
  private static func bucket(_ hash: UInt64) -> Int { Int(hash >> 58) }

  private static func answer(_ counts: UnsafeMutableBufferPointer<UInt32>, seed: UInt64) -> UInt64 {
    counts.reduce(basis ^ seed) { hash, count in (hash ^ UInt64(count)) &* prime }
  }
}
