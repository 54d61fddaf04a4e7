/// The Hodges–Lehmann estimate of where values are centred, and the interval that belongs to the signed-rank test.
///
/// Hodges & Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963). Both
/// come from the Walsh averages (xᵢ + xⱼ)/2, i ≤ j, of which there are n(n + 1)/2: the estimate is their median. Zeros
/// and ties are values like any other. The averages are counted and not kept, so memory is O(n).
package struct HodgesLehmann: Sendable {
  /// The median of the Walsh averages, in the unit of the values.
  package let estimate: Double
  private let values: [Double]

  /// Finds the median of the Walsh averages: O(n), with at most 64 passes over the values for each of the middle two.
  package init(_ sample: Sample) {
    values = sample.values
    estimate = middle(
      of: Self.averages(values.count), from: values[0], through: values[values.count - 1],
      countAtMost: { [values] in Self.averages(of: values, atMost: $0) })
  }

  /// The centres that the signed-rank test does not reject: from the k-th Walsh average to the k-th from the end.
  ///
  /// k is the number of rank sums whose lower tail is at most half of what the confidence leaves (Tukey 1949;
  /// Hollander, Wolfe & Chicken, section 3.3). The tail is that of ranks without ties, also where values are tied. Then
  /// the closed interval covers at least as often as it says (Noether, "Wilcoxon confidence intervals for location
  /// parameters in the discrete case", JASA 62 (1967)): its ends are continuous in the data, so a vanishing jitter that
  /// breaks the ties leaves it where it is. Inverting the test with ties instead would use a different distribution for
  /// every centre, and what is not rejected need not be an interval. The price: with ties, at the very border, the
  /// interval can hold 0 while the tied p-value is below the level. The tail is exact where the test's is
  /// (``SignedRankTest``).
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` if not even the extreme averages reach that confidence, as with fewer than 6 values for 95 %, or
  ///   if the confidence is outside its range. If all values are equal, an interval of no width.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1 else { return nil }
    let tail = (1 - confidence) / 2
    let averages = Self.averages(values.count)
    let k =
      SignedRankTest.isExact(values.count)
      ? SignedRankDistribution(ranks: Array(1...values.count), through: averages / 2).sums(withTailAtMost: tail)
      : NormalRankSum(signedRanks: (1...values.count).map { 2 * $0 }).sums(withTailAtMost: tail)
    guard k > 0 else { return nil }
    return ConfidenceInterval(lower: average(k - 1), upper: average(averages - k), confidence: confidence)
  }

  /// The Walsh average at a place of their ascending order, from 0.
  private func average(_ place: Int) -> Double {
    orderStatistic(
      place, from: values[0], through: values[values.count - 1],
      countAtMost: { Self.averages(of: values, atMost: $0) })
  }

  private static func averages(_ count: Int) -> Int { count * (count + 1) / 2 }

  /// - Parameter values: in ascending order.
  private static func averages(of values: [Double], atMost limit: Double) -> Int {
    var total = 0
    var end = values.count
    for (index, value) in values.enumerated() {
      while end > index, (value + values[end - 1]) / 2 > limit { end -= 1 }
      if end <= index { break }
      total += end - index
    }
    return total
  }
}

/// How far one sample lies above an independent other one, and the interval that belongs to the rank-sum test.
///
/// Hodges & Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963): the
/// median of all m·n differences xᵢ − yⱼ. The interval is that of Moses: from the k-th difference to the k-th from the
/// end, k being the number of values of Mann & Whitney's U whose lower tail is at most half of what the confidence
/// leaves (Hollander, Wolfe & Chicken, section 4.3). As in ``HodgesLehmann`` the tail is that of ranks without ties,
/// and the differences are counted and not kept.
package struct LocationShift: Sendable {
  /// The median difference, in the unit of the values.
  package let estimate: Double
  private let first: [Double]
  private let second: [Double]

  /// Finds the median of the differences: O(m + n).
  package init(_ first: Sample, minus second: Sample) {
    (self.first, self.second) = (first.values, second.values)
    estimate = middle(
      of: first.count * second.count, from: Self.ends(first.values, second.values).least,
      through: Self.ends(first.values, second.values).most,
      countAtMost: { Self.differences(first.values, second.values, atMost: $0) })
  }

  /// The shifts that the rank-sum test does not reject. The tail is exact where the test's is (``RankSumTest``).
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` if not even the extreme differences reach that confidence, as with 3 and 3 values for 95 %, or if
  ///   the confidence is outside its range.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1 else { return nil }
    let k = Self.rankSums(first.count, second.count, withTailAtMost: (1 - confidence) / 2)
    guard k > 0 else { return nil }
    return ConfidenceInterval(
      lower: difference(k - 1), upper: difference(first.count * second.count - k), confidence: confidence)
  }

  /// The number of values of U, from 0 upwards, whose lower tail is at most `probability`.
  private static func rankSums(_ first: Int, _ second: Int, withTailAtMost probability: Double) -> Int {
    let ranks = Array(1...(first + second))
    // U does not depend on which sample is the first.
    let size = min(first, second)
    // The smallest sum of so many ranks, and so U = 0.
    let least = size * (size + 1) / 2
    guard RankSumTest.isExact(first, second) else {
      let sums = NormalRankSum(doubledRanks: ranks.map { 2 * $0 }, choosing: size)
      return NormalRankSum(mean: sums.mean - Double(least), variance: sums.variance)
        .sums(withTailAtMost: probability)
    }
    return RankSumDistribution(ranks: ranks, choosing: size, through: least + first * second / 2)
      .sums(from: least, withTailAtMost: probability)
  }

  /// The difference at a place of their ascending order, from 0.
  private func difference(_ place: Int) -> Double {
    let (least, most) = Self.ends(first, second)
    return orderStatistic(
      place, from: least, through: most, countAtMost: { Self.differences(first, second, atMost: $0) })
  }

  private static func ends(_ first: [Double], _ second: [Double]) -> (least: Double, most: Double) {
    (first[0] - second[second.count - 1], first[first.count - 1] - second[0])
  }

  /// - Parameters: both in ascending order.
  private static func differences(_ first: [Double], _ second: [Double], atMost limit: Double) -> Int {
    var total = 0
    var start = 0
    for value in first {
      while start < second.count, value - second[start] > limit { start += 1 }
      total += second.count - start
    }
    return total
  }
}
