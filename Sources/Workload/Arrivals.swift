import PageProtocol

#if canImport(Glibc)
import Glibc
#endif

/// When the units of an open loop arrive: at times that do not depend on earlier units.
///
/// In a closed loop a unit begins when another one ends. A slow strategy is then given fewer units, and the waiting
/// that it causes is never measured: coordinated omission (Tene, "How not to measure latency").
package struct Arrivals: Sendable, Hashable, Codable {
  /// How arrivals are spaced.
  package var process: Process
  /// The offered rate λ, above 0, in units per second.
  package var perSecond: Double
  /// The seed of random arrivals: with the same seed every strategy gets the same times.
  package var seed: UInt64

  /// The arrival process.
  package enum Process: String, Sendable, Codable, CaseIterable {
    /// Unit i arrives i ÷ λ after the first.
    case constant
    /// Units arrive independently of each other, as from many users: a Poisson process, whose gaps are exponentially
    /// distributed with mean 1 ÷ λ.
    case poisson
  }

  package init(_ process: Process, perSecond: Double, seed: UInt64 = 0) {
    self.process = process
    self.perSecond = perSecond
    self.seed = seed
  }

  /// The arrival times of the first `count` units, in nanoseconds from the start of the loop, ascending.
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

/// When each unit of a load is due.
package struct ArrivalSchedule: Sendable {
  private let start: Int64
  private let times: [Int64]
  private let firstUnit: Int

  /// From the barrier to the start of an open loop, 10 ms in nanoseconds: time for a strategy to start its threads
  /// before the first unit arrives.
  package static let headStart: Int64 = 10_000_000

  /// - Parameters:
  ///   - times: nanoseconds from the start, one per unit (``Arrivals/times(count:)``).
  ///   - firstUnit: the index of the unit that the first time belongs to.
  ///   - start: nanoseconds on ``MonotonicTime``'s clock.
  package init(_ times: [Int64], firstUnit: Int = 0, start: Int64) {
    self.times = times
    self.firstUnit = firstUnit
    self.start = start
  }

  /// The intended start of a unit, in nanoseconds on ``MonotonicTime``'s clock.
  package func due(_ unit: Unit) -> Int64 { start + times[unit.index - firstUnit] }
}
