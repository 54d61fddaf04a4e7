import Glibc

/// How many times one strategy's metric is another's, from blocks in which both were measured.
///
/// Per block the natural logarithm of the ratio; then the Hodges–Lehmann estimate, its interval and the signed-rank
/// test's p-value. Multiplicative effects are differences of logarithms, which makes a half as far from 1 as a double:
/// exchanging numerator and denominator gives the reciprocal ratio and the same p.
package struct RatioEffect: Equatable, Sendable {
  /// The blocks' ln(numerator ÷ denominator), ascending.
  package let logRatios: Sample
  /// The Hodges–Lehmann estimate of ln(numerator ÷ denominator).
  package let logRatio: Double
  /// The interval around `logRatio`; `nil` if there are too few blocks (fewer than 6 at 95 %).
  package let logInterval: ConfidenceInterval?
  /// The exact two-sided p-value of "the ratio is 1", with any number of blocks.
  package let p: Double

  /// Compares two metrics block by block.
  ///
  /// - Parameters:
  ///   - numerators: a positive value a block, any unit.
  ///   - denominators: the same blocks' values in the same order and unit.
  ///   - confidence: of the interval, in 0…1, both ends excluded.
  /// - Throws: `lengthsDiffer`, `empty`, `outOfRange`, or `notPositive` for the first value that has no logarithm. No
  ///   block is left out for its value.
  package init(
    numerators: [Double], denominators: [Double], confidence: Double = 0.95
  ) throws(StatisticsError) {
    guard numerators.count == denominators.count else {
      throw .lengthsDiffer(first: numerators.count, second: denominators.count)
    }
    try numerators.requirePositive()
    try denominators.requirePositive()
    logRatios = try Sample(zip(numerators, denominators).map(Self.logarithm))
    let center = HodgesLehmann(logRatios)
    logRatio = center.estimate
    logInterval = center.interval(confidence: confidence)
    p = SignedRankTest(logRatios).p
  }

  /// How many blocks were compared, at least 1.
  package var blocks: Int { logRatios.count }

  /// The estimate of numerator ÷ denominator.
  package var ratio: Double { exp(logRatio) }

  /// The interval around `ratio`; `nil` if there are too few blocks.
  package var interval: ConfidenceInterval? { logInterval?.mapped(by: exp) }

  /// σ_d, the standard deviation of the logarithms; `nil` for a single block.
  package var standardDeviation: Double? { logRatios.standardDeviation }

  /// The secondary interval around the ratio, by resampling blocks: see `Sample.trimmedMeanInterval`.
  package func bootstrapInterval(
    resamples: Int = 10_000, confidence: Double = 0.95, using generator: inout some RandomNumberGenerator
  ) -> ConfidenceInterval? {
    logRatios.trimmedMeanInterval(resamples: resamples, confidence: confidence, using: &generator)?.mapped(by: exp)
  }

  /// ln(a ÷ b), exactly −ln(b ÷ a), so that 2 ÷ 3 and 3 ÷ 2 in two blocks are a tie and not a rounding error apart.
  private static func logarithm(of numerator: Double, over denominator: Double) -> Double {
    numerator >= denominator ? log(numerator / denominator) : -log(denominator / numerator)
  }
}
