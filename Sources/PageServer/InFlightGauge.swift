import Synchronization

/// How many requests are in flight in the whole server, and the most that ever were: exact, also across event loops.
///
/// Both numbers live in one word, so that no peak can slip through between changing one and looking at the other.
final class InFlightGauge: Sendable {
  /// The peak in the upper half, the current number in the lower.
  private let word = Atomic<UInt64>(0)

  private static let lowerHalf: UInt64 = 0xFFFF_FFFF

  func enter() {
    change { word in
      let current = (word & Self.lowerHalf) + 1
      return max(word >> 32, current) << 32 | current
    }
  }

  func leave() { word.wrappingSubtract(1, ordering: .relaxed) }

  /// The most that were in flight at once since the last call of ``restartPeak()``.
  var peak: Int { Int(word.load(ordering: .relaxed) >> 32) }

  /// Makes what is in flight now the peak.
  ///
  /// - Returns: the peak until now.
  func restartPeak() -> Int { Int(change { word in (word & Self.lowerHalf) << 32 | word & Self.lowerHalf } >> 32) }

  /// - Returns: the word before the change.
  @discardableResult
  private func change(_ changed: (UInt64) -> UInt64) -> UInt64 {
    var word = word.load(ordering: .relaxed)
    while true {
      let attempt = self.word.weakCompareExchange(expected: word, desired: changed(word), ordering: .relaxed)
      if attempt.exchanged { return word }
      word = attempt.original
    }
  }
}
