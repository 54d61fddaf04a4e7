import Glibc

/// How many times one run's metric is another's, from blocks that have nothing to do with each other.
///
/// Of the logarithms the shift between two samples (``LocationShift``) and the rank-sum test. Where blocks can be paired
/// ``RatioEffect`` says more: what a block's trials have in common cancels out there.
package struct UnpairedRatio: Equatable, Sendable {
  /// The estimate of numerator ÷ denominator.
  package let ratio: Double
  /// The interval around it; `nil` if there are too few values.
  package let interval: ConfidenceInterval?
  /// The exact two-sided p-value of "the ratio is 1".
  package let p: Double
  /// The standard error of a difference of two means of the logarithms (Welch 1938); `nil` for single values.
  package let standardError: Double?

  /// - Parameters:
  ///   - numerators: positive values, in any order.
  ///   - denominators: positive values, in any order, not necessarily as many.
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

extension DecisionRules {
  /// The smallest p-value that two samples of these sizes can give: both extremes among all choices.
  package func smallestP(_ first: Int, _ second: Int) -> Double {
    guard first > 0, second > 0 else { return 1 }
    var subsets = 1.0
    for step in 0..<first { subsets = subsets * Double(first + second - step) / Double(step + 1) }
    return min(1, 2 / subsets)
  }

  /// As ``minimumDetectableEffect(standardDeviation:blocks:contrasts:)``, of a difference with that standard error.
  package func minimumDetectableEffect(standardError: Double, contrasts: Int) -> Double? {
    minimumDetectableEffect(standardDeviation: standardError, blocks: 1, contrasts: contrasts)
  }
}
