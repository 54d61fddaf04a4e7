import PageProtocol
import TextFormats

/// How much a computing unit computes: so many passes of ``WordCount`` over a page's text.
///
/// A number of passes and not a duration, so that every strategy does the same work, however long it takes it.
package struct Computation: Sendable, Hashable, Codable {
  /// Bytes of the page's text, 1 to ``PageRequest/largestSize``.
  package var pageBytes: Int
  /// Passes over it, 1 to ``mostPasses``.
  package var passes: Int
  /// Whether a pass makes every word an array of its own, which has malloc(3) take part in what is measured.
  package var allocates: Bool

  /// In how many pieces a task computes, yielding between them (`Task.yield()`); nil: in one. Who is no task has nobody to
  /// yield to.
  package var slices: Int?

  package static let mostPasses = 1_000_000_000

  package init(pageBytes: Int, passes: Int, allocates: Bool = false, slices: Int? = nil) {
    self.pageBytes = pageBytes
    self.passes = passes
    self.allocates = allocates
    self.slices = slices
  }

  /// As many passes as take a wanted time, at least one.
  ///
  /// - Parameters:
  ///   - seconds: how long the computing shall take on one core that nobody disturbs.
  ///   - secondsPerByte: what one byte of a pass takes there; see ``secondsPerByte(pageBytes:)``.
  package init(lasting seconds: Double, pageBytes: Int, secondsPerByte: Double, allocates: Bool = false) {
    let passes = seconds / (secondsPerByte * Double(pageBytes))
    self.init(
      pageBytes: pageBytes, passes: Int(max(1, min(Double(Self.mostPasses), passes.rounded()))), allocates: allocates)
  }

  /// Computes on the calling thread.
  ///
  /// - Parameters:
  ///   - text: the page's bytes.
  ///   - stop: looked at between passes.
  /// - Returns: the answer of the last pass, or nil if asked to stop before.
  package func answer(from text: [UInt8], unless stop: StopFlag = StopFlag()) -> UInt32? {
    var state: UInt64 = 0
    guard advance(&state, by: passes, over: text, unless: stop) else { return nil }
    return Self.answer(state)
  }

  /// The answer that is in the state after all passes.
  package static func answer(_ state: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: state >> 32) }

  /// In how many pieces a task really computes: none is less than a pass.
  package var pieces: Int { max(1, min(slices ?? 1, passes)) }

  /// How many passes a piece has, of 0 to ``pieces`` − 1; all of them together have all passes.
  package func passes(inPiece piece: Int) -> Int { passes * (piece + 1) / pieces - passes * piece / pieces }

  /// Computes some of the passes.
  ///
  /// - Parameter state: what the passes before left, at first 0.
  /// - Returns: whether it was done, and not asked to stop.
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

  /// What one byte of a pass takes on this machine, in seconds: the shortest of 50 samples of a tenth of a millisecond or
  /// so, because whatever disturbs a sample only makes it longer.
  ///
  /// - Parameter pageBytes: bytes of the page that will be computed on, because what each pass costs beyond its bytes is
  ///   spread over them: a byte of a short page costs more.
  package static func secondsPerByte(pageBytes: Int) -> Double {
    let sample = Computation(pageBytes: pageBytes, passes: max(1, 65_536 / pageBytes))
    let text = PageText.bytes(sample.pageBytes)
    let shortest = (0..<50).map { _ in ContinuousClock().measure { _ = sample.answer(from: text) } }.min() ?? .zero
    return shortest.seconds / Double(sample.pageBytes * sample.passes)
  }
}
