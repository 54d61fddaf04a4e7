/// A share of cases, and its interval.
///
/// Wilson's score interval (Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
/// the American Statistical Association 22 (1927)): it stays within 0…1, and is usable for few cases and for shares of
/// 0 and 1.
package struct Proportion: Equatable, Sendable {
  /// Cases with the property, 0 to ``of``.
  package let count: Int
  /// All cases, at least 1.
  package let of: Int

  /// - Returns: nil if there is no case, or more cases with the property than cases.
  package init?(_ count: Int, of total: Int) {
    guard total >= 1, (0...total).contains(count) else { return nil }
    self.count = count
    of = total
  }

  /// The share, 0…1.
  package var value: Double { Double(count) / Double(of) }

  /// The interval of the share.
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: nil if the confidence is out of its range.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1, let z = normalQuantile((1 + confidence) / 2) else { return nil }
    let n = Double(of)
    let center = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return ConfidenceInterval(lower: max(0, center - half), upper: min(1, center + half), confidence: confidence)
  }
}
