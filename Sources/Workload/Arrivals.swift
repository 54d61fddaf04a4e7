import PageProtocol

#if canImport(Glibc)
import Glibc
#endif

/// When the units of an open loop arrive: at times of their own, whatever has become of those before.
///
/// In a closed loop a unit begins when another ends, so that whoever is slow is asked for less, and the waiting that it
/// causes is never measured: coordinated omission (Tene, "How not to measure latency").
package struct Arrivals: Sendable, Hashable, Codable {
  package var process: Process
  /// The offered rate λ, above 0.
  package var perSecond: Double
  /// What random arrivals are drawn from: the same seed gives the same times to every strategy.
  package var seed: UInt64

  package enum Process: String, Sendable, Codable, CaseIterable {
    /// Unit i arrives i ÷ λ after the first.
    case constant
    /// Units arrive independently of each other, as from many users: exponential times of mean 1 ÷ λ between them.
    case poisson
  }

  package init(_ process: Process, perSecond: Double, seed: UInt64 = 0) {
    self.process = process
    self.perSecond = perSecond
    self.seed = seed
  }

  /// When each of the first `count` units arrives, in nanoseconds from the start of the loop, ascending.
  package func times(count: Int) -> [Int64] {
    switch process {
    case .constant: return (0..<count).map { Int64((Double($0) / perSecond * 1e9).rounded()) }
    case .poisson:
      var generator = SeededGenerator(seed: seed)
      var seconds = 0.0
      return (0..<count).map { _ in
        seconds -= log1p(-generator.nextUnitInterval()) / perSecond
        return Int64((seconds * 1e9).rounded())
      }
    }
  }
}
