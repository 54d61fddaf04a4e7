/// How far one sample lies above another, independent one, and the interval that belongs to the rank-sum test.
///
/// Hodges & Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963): the median of
/// all m·n differences xᵢ − yⱼ. The interval is that of Moses: from the k-th difference to the k-th from the end, k being the
/// number of values of Mann & Whitney's U whose lower tail is at most half of what the confidence leaves (Hollander, Wolfe &
/// Chicken, section 4.3). As in ``HodgesLehmann`` the tail is that of ranks without ties.
package struct LocationShift: Equatable, Sendable {
  /// The median difference, in the unit of the values.
  package let estimate: Double
  private let differences: Sample
  private let sizes: (first: Int, second: Int)

  /// Computes all differences. O(mn log mn).
  package init(_ first: Sample, minus second: Sample) {
    differences = Sample(unchecked: first.values.flatMap { x in second.values.map { x - $0 } })
    estimate = differences.median
    sizes = (first.count, second.count)
  }

  package static func == (a: Self, b: Self) -> Bool { a.differences == b.differences && a.sizes == b.sizes }

  /// The shifts that the exact rank-sum test does not reject.
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` if not even the extreme differences reach that confidence, as with 3 and 3 values for 95 %, or if the
  ///   confidence is outside its range.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1 else { return nil }
    let (m, n) = sizes
    // The smallest rank sum of m, and so U = 0.
    let least = m * (m + 1) / 2
    let distribution = RankSumDistribution(ranks: Array(1...(m + n)), choosing: m, through: least + m * n / 2)
    let k = distribution.sums(from: least, withTailAtMost: (1 - confidence) / 2)
    guard k > 0 else { return nil }
    let values = differences.values
    return ConfidenceInterval(lower: values[k - 1], upper: values[values.count - k], confidence: confidence)
  }
}
