import Glibc
import Statistics

/// How often the interval of a ratio holds the true ratio, when the truth is known because the data is made up.
struct CoverageSimulation {
  /// What makes two measurements of the same thing differ; a trial's metric is multiplied by its exponential.
  enum Noise: String, CaseIterable {
    case normal
    /// Student's t with three degrees of freedom: heavy tails.
    case t3
    /// Normal, and one trial in ten is slowed down by an exponential amount, ten times as large on average.
    case spiked
  }

  /// The true ratio; a half and a double noise are as likely, wherever it lies.
  static let ratio = 1.3

  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The share of `repetitions` experiments of `blocks` blocks each whose 95 % interval holds the true ratio.
  mutating func coverage(blocks: Int, noise: Noise, repetitions: Int) throws -> Double {
    var covered = 0
    for _ in 0..<repetitions {
      let numerators = (0..<blocks).map { _ in Self.ratio * exp(0.05 * draw(noise)) }
      let denominators = (0..<blocks).map { _ in exp(0.05 * draw(noise)) }
      let effect = try RatioEffect(numerators: numerators, denominators: denominators)
      if effect.interval?.contains(Self.ratio) == true { covered += 1 }
    }
    return Double(covered) / Double(repetitions)
  }

  /// The same share for differences that are rounded to whole numbers, so that most of them are tied or zero.
  mutating func coverageWithTies(blocks: Int, repetitions: Int) throws -> Double {
    var covered = 0
    for _ in 0..<repetitions {
      let differences = try Sample((0..<blocks).map { _ in normal().rounded() })
      if HodgesLehmann(differences).interval()?.contains(0) == true { covered += 1 }
    }
    return Double(covered) / Double(repetitions)
  }

  private mutating func draw(_ noise: Noise) -> Double {
    switch noise {
    case .normal: return normal()
    case .t3:
      let squares = (0..<3).reduce(0.0) { sum, _ in sum + pow(normal(), 2) }
      return normal() / (squares / 3).squareRoot()
    case .spiked:
      let spike = uniform() < 0.1 ? -10 * log(uniform()) : 0
      return normal() + spike
    }
  }

  /// Box & Muller, Annals of Mathematical Statistics 29 (1958).
  private mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }

  /// In (0, 1].
  private mutating func uniform() -> Double { Double((generator.next() >> 11) + 1) * 0x1p-53 }
}
