import Glibc

/// The ratio of one strategy's metric to another's, from blocks in which both were measured.
///
/// For each block the natural logarithm of the ratio; of these the Hodges–Lehmann estimate, its interval and the
/// signed-rank test's p-value. On that scale a half is as far from 1 as a double: exchanging numerator and denominator
/// gives the reciprocal ratio and the same p.
package struct RatioEffect: Equatable, Sendable {
  /// The blocks' ln(numerator ÷ denominator), ascending.
  package let logRatios: Sample
  /// The Hodges–Lehmann estimate of ln(numerator ÷ denominator).
  package let logRatio: Double
  /// The interval around `logRatio`; `nil` if there are too few blocks (fewer than 6 at 95 %).
  package let logInterval: ConfidenceInterval?
  /// The two-sided p-value of "the ratio is 1" (``SignedRankTest``), with any number of blocks.
  package let p: Double
  /// Whether estimate, interval and p-value are from ``pooled(with:confidence:)``.
  package let isPooled: Bool

  /// Compares two metrics block by block.
  ///
  /// - Parameters:
  ///   - numerators: one positive value per block, in any unit.
  ///   - denominators: the same blocks' values in the same order and unit.
  ///   - confidence: of the interval, in 0…1, both ends excluded.
  /// - Throws: `lengthsDiffer`, `empty`, `outOfRange`, or `notPositive` for the first value that has no logarithm. A
  ///   block is never left out because of the values it measured.
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
    isPooled = false
  }

  private init(_ logRatios: Sample, logRatio: Double, logInterval: ConfidenceInterval, p: Double) {
    (self.logRatios, self.logRatio, self.logInterval, self.p) = (logRatios, logRatio, logInterval, p)
    isPooled = true
  }

  /// The same blocks judged by Student's t with the noise of all treatments of the design, for so few blocks that the
  /// signed-rank test cannot find anything (``DecisionRules/canDecide(blocks:contrasts:)``).
  ///
  /// It assumes what the signed-rank test does not: that the noise of the logarithms is about normal and as large for
  /// one treatment as for another. Where these blocks scatter more than the pooled noise says, their own scatter
  /// counts.
  ///
  /// - Parameters:
  ///   - noises: of the numerators' design and of the denominators', which may be the same one; in logarithms.
  ///   - confidence: of the interval, in 0…1, both ends excluded.
  /// - Returns: nil for a single block, without noise, or if a parameter is outside its range.
  package func pooled(with noises: (BlockNoise, BlockNoise), confidence: Double = 0.95) -> RatioEffect? {
    guard let own = standardDeviation else { return nil }
    let freedom = Double(min(noises.0.degreesOfFreedom, noises.1.degreesOfFreedom))
    let variance = max(own * own, noises.0.variance + noises.1.variance)
    let error = (variance / Double(blocks)).squareRoot()
    let mean = logRatios.mean
    guard error > 0, confidence > 0, confidence < 1,
      let quantile = studentTQuantile((1 + confidence) / 2, degreesOfFreedom: freedom)
    else { return nil }
    return RatioEffect(
      logRatios, logRatio: mean,
      logInterval: ConfidenceInterval(
        lower: mean - quantile * error, upper: mean + quantile * error, confidence: confidence),
      p: min(1, 2 * studentTUpperTail(mean.magnitude / error, freedom)))
  }

  /// The number of blocks, at least 1.
  package var blocks: Int { logRatios.count }

  /// The estimate of numerator ÷ denominator.
  package var ratio: Double { exp(logRatio) }

  /// The interval around `ratio`; `nil` if there are too few blocks.
  package var interval: ConfidenceInterval? { logInterval?.mapped(by: exp) }

  /// σ_d, the standard deviation of the logarithms; `nil` for a single block.
  package var standardDeviation: Double? { logRatios.standardDeviation }

  /// The secondary interval around the ratio, from resampling blocks.
  ///
  /// - Parameters and result: as for ``Sample/trimmedMeanInterval(resamples:confidence:using:)``.
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

/// The ratio of one run's metric to another's, from blocks that cannot be paired.
///
/// The shift between the two samples of logarithms (``LocationShift``), and the rank-sum test. Where blocks can be
/// paired, ``RatioEffect`` is more precise: what a block's trials have in common cancels out there.
package struct UnpairedRatio: Sendable {
  /// The estimate of numerator ÷ denominator.
  package let ratio: Double
  /// The interval around it; `nil` if there are too few values.
  package let interval: ConfidenceInterval?
  /// The two-sided p-value of "the ratio is 1" (``RankSumTest``).
  package let p: Double
  /// The standard error of the difference of the two means of logarithms (Welch 1938); `nil` if a side has one value.
  package let standardError: Double?

  /// Compares two runs' values.
  ///
  /// - Parameters:
  ///   - numerators: positive values, in any order and unit.
  ///   - denominators: positive values in the same unit, in any order, not necessarily as many.
  ///   - confidence: of the interval, in 0…1, both ends excluded.
  /// - Throws: `empty`, `outOfRange`, or `notPositive` for the first value that has no logarithm.
  package init(
    numerators: [Double], denominators: [Double], confidence: Double = 0.95
  ) throws(StatisticsError) {
    try numerators.requirePositive()
    try denominators.requirePositive()
    let above = try Sample(numerators.map { log($0) })
    let below = try Sample(denominators.map { log($0) })
    let shift = LocationShift(above, minus: below)
    ratio = exp(shift.estimate)
    interval = shift.interval(confidence: confidence)?.mapped(by: exp)
    p = RankSumTest(above, below).p
    if let first = above.standardDeviation, let second = below.standardDeviation {
      standardError = (first * first / Double(above.count) + second * second / Double(below.count)).squareRoot()
    } else {
      standardError = nil
    }
  }
}
