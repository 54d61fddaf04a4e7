/// The Hodges–Lehmann estimate of where values are centred, and the interval that belongs to the signed-rank test.
///
/// Hodges & Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963). Both
/// come from the Walsh averages (xᵢ + xⱼ)/2, i ≤ j, of which there are n(n + 1)/2: the estimate is their median. Zeros
/// and ties are values like any other.
package struct HodgesLehmann: Sendable {
  /// The median of the Walsh averages, in the unit of the values.
  package let estimate: Double
  private let count: Int
  private let walshAverages: Sample

  /// Computes all Walsh averages. O(n² log n): 1,830 averages for 60 values.
  package init(_ sample: Sample) {
    let values = sample.values
    var averages: [Double] = []
    averages.reserveCapacity(values.count * (values.count + 1) / 2)
    for (index, first) in values.enumerated() {
      for second in values[index...] { averages.append((first + second) / 2) }
    }
    walshAverages = Sample(unchecked: averages)
    estimate = walshAverages.median
    count = values.count
  }

  /// The centres that the exact signed-rank test does not reject: from the k-th Walsh average to the k-th from the end.
  ///
  /// k is the number of rank sums whose lower tail is at most half of what the confidence leaves (Tukey 1949;
  /// Hollander, Wolfe & Chicken, section 3.3). The tail is that of ranks without ties, also where values are tied. Then
  /// the closed interval covers at least as often as it says (Noether, "Wilcoxon confidence intervals for location
  /// parameters in the discrete case", JASA 62 (1967)): its ends are continuous in the data, so a vanishing jitter that
  /// breaks the ties leaves it where it is. Inverting the test with ties instead would use a different distribution for
  /// every centre, and what is not rejected need not be an interval. The price: with ties, at the very border, the
  /// interval can hold 0 while the tied p-value is below the level.
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` if not even the extreme averages reach that confidence, as with fewer than 6 values for 95 %, or
  ///   if the confidence is outside its range. If all values are equal, an interval of no width.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1 else { return nil }
    let averages = walshAverages.values
    let distribution = SignedRankDistribution(ranks: Array(1...count), through: averages.count / 2)
    let k = distribution.sums(withTailAtMost: (1 - confidence) / 2)
    guard k > 0 else { return nil }
    return ConfidenceInterval(lower: averages[k - 1], upper: averages[averages.count - k], confidence: confidence)
  }
}

/// How far one sample lies above an independent other one, and the interval that belongs to the rank-sum test.
///
/// Hodges & Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963): the
/// median of all m·n differences xᵢ − yⱼ. The interval is that of Moses: from the k-th difference to the k-th from the
/// end, k being the number of values of Mann & Whitney's U whose lower tail is at most half of what the confidence
/// leaves (Hollander, Wolfe & Chicken, section 4.3). As in ``HodgesLehmann`` the tail is that of ranks without ties.
package struct LocationShift: Sendable {
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

  /// The shifts that the exact rank-sum test does not reject.
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` if not even the extreme differences reach that confidence, as with 3 and 3 values for 95 %, or if
  ///   the confidence is outside its range.
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
