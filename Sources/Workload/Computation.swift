import PageProtocol
import TextFormats

/// How much a computing unit computes: a number of passes of ``WordCount`` over a page's text.
///
/// It is a number of passes, not a duration, so that every strategy does the same work, however long that takes.
package struct Computation: Sendable, Hashable, Codable {
  /// The length of the page's text in bytes, 1 to ``PageRequest/largestSize``.
  package var pageBytes: Int
  /// The number of passes over it, 1 to ``mostPasses``.
  package var passes: Int
  /// Whether a pass makes every word an array, so that malloc(3) is part of what is measured.
  package var allocates: Bool

  /// The number of pieces in which a task computes; it yields between them (`Task.yield()`). Nil means one. Ignored
  /// outside tasks.
  package var slices: Int?

  /// The largest possible number of passes.
  package static let mostPasses = 1_000_000_000

  package init(pageBytes: Int, passes: Int, allocates: Bool = false, slices: Int? = nil) {
    self.pageBytes = pageBytes
    self.passes = passes
    self.allocates = allocates
    self.slices = slices
  }

  /// The number of passes that takes a given time, at least one.
  ///
  /// - Parameters:
  ///   - seconds: how long the computing is to take on one undisturbed core.
  ///   - pageBytes: the length of the page's text in bytes, 1 to ``PageRequest/largestSize``.
  ///   - secondsPerByte: the time of one byte in one pass, in seconds; see ``secondsPerByte(pageBytes:)``.
  ///   - allocates: see ``allocates``.
  package init(lasting seconds: Double, pageBytes: Int, secondsPerByte: Double, allocates: Bool = false) {
    let passes = seconds / (secondsPerByte * Double(pageBytes))
    self.init(
      pageBytes: pageBytes, passes: Int(max(1, min(Double(Self.mostPasses), passes.rounded()))), allocates: allocates)
  }

  /// Computes on the calling thread.
  ///
  /// - Parameters:
  ///   - text: the page's bytes.
  ///   - stop: checked before each pass.
  /// - Returns: the answer of the last pass; nil if the flag was raised before.
  package func answer(from text: [UInt8], unless stop: StopFlag = StopFlag()) -> UInt32? {
    var state: UInt64 = 0
    guard advance(&state, by: passes, over: text, unless: stop) else { return nil }
    return Self.answer(state)
  }

  /// The answer in the state after the last pass: its upper 32 bits.
  package static func answer(_ state: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: state >> 32) }

  /// The number of pieces in which a task computes: at least one pass per piece.
  package var pieces: Int { max(1, min(slices ?? 1, passes)) }

  /// The number of passes in a piece; they add up to ``passes``.
  ///
  /// - Parameter piece: 0 to ``pieces`` − 1.
  package func passes(inPiece piece: Int) -> Int { passes * (piece + 1) / pieces - passes * piece / pieces }

  /// Computes some of the passes.
  ///
  /// - Parameters:
  ///   - state: the result of the previous passes, 0 before the first.
  ///   - passes: how many passes to compute.
  ///   - text: the page's bytes.
  ///   - stop: checked before each pass.
  /// - Returns: false if the flag was raised before the last pass.
  package func advance(
    _ state: inout UInt64, by passes: Int, over text: [UInt8], unless stop: StopFlag
  ) -> Bool {
    text.withUnsafeBufferPointer { text in
      for _ in 0..<passes {
        if stop.isRaised { return false }
        state = allocates ? WordCount.allocatingPass(over: text, seed: state) : WordCount.pass(over: text, seed: state)
      }
      return true
    }
  }

  /// Measures the time of one byte in one pass on this machine, in seconds.
  ///
  /// It is the shortest of 50 samples of about 0.1 ms, because a disturbance can only make a sample longer.
  ///
  /// - Parameter pageBytes: the length of the page's text in bytes. The fixed cost of a pass is divided among its
  ///   bytes, so a byte of a short page takes longer.
  package static func secondsPerByte(pageBytes: Int) -> Double {
    let sample = Computation(pageBytes: pageBytes, passes: max(1, 65_536 / pageBytes))
    let text = PageText.bytes(sample.pageBytes)
    let shortest = (0..<50).map { _ in ContinuousClock().measure { _ = sample.answer(from: text) } }.min() ?? .zero
    return shortest.seconds / Double(sample.pageBytes * sample.passes)
  }
}

/// The computing of a computing unit: splits a page's bytes into words, counts these, and hashes the counts.
///
/// The answer cannot be known without doing the work: each pass starts from the answer of the previous one. A pass
/// allocates nothing, so that scheduling is measured and not malloc(3); see ``Computation/allocates`` for the
/// exception.
package enum WordCount {
  /// Six bits of a word's hash select a bucket; words in the same bucket are counted together (feature hashing:
  /// Weinberger et al., ICML 2009). So memory does not grow with the text.
  private static let buckets = 64
  /// FNV-1a (Fowler, Noll & Vo).
  private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3

  /// One pass over a text.
  ///
  /// - Parameter seed: the result of the previous pass, or 0.
  /// - Returns: a hash of the counts.
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

  /// The same pass with the same result, but with an array per word, as code is often written.
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

  /// Takes the high bits, which depend on all bytes of the word.
  private static func bucket(_ hash: UInt64) -> Int { Int(hash >> 58) }

  private static func answer(_ counts: UnsafeMutableBufferPointer<UInt32>, seed: UInt64) -> UInt64 {
    counts.reduce(basis ^ seed) { hash, count in (hash ^ UInt64(count)) &* prime }
  }
}
