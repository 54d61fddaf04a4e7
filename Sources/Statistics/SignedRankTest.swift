/// Wilcoxon's signed-rank test, two-sided and exact: are the values symmetric around zero?
///
/// Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945). Zeros are dropped, as in that
/// paper (not ranked and then dropped, as Pratt proposed in 1959), and tied magnitudes share the mean of their ranks.
/// The p-value is exact in both cases, because the distribution is that of the ranks at hand: with the magnitudes
/// given, all 2ⁿ ways to put signs on them are equally likely (Hollander, Wolfe & Chicken, section 3.1).
///
/// Without ties it is `scipy.stats.wilcoxon(x, method="exact")`. With ties that function uses the distribution of the
/// ranks 1…n all the same, and ours is what enumerating all 2ⁿ signs gives (scipy's `PermutationMethod`).
package struct SignedRankTest: Equatable, Sendable {
  /// How many values are not zero, and therefore have a sign and a rank.
  package let rankedCount: Int
  /// The sum of the positive values' ranks, a multiple of ½.
  package let positiveRankSum: Double
  /// The sum of the negative values' ranks, a multiple of ½.
  package let negativeRankSum: Double
  /// The probability, if there were no effect, of rank sums at least as unequal as these; in 2·2⁻ⁿ…1.
  ///
  /// It is 1 if there is nothing but zeros.
  package let p: Double

  /// How often the test finds an effect where there is none: the exact probability of p at most `level`, which is less than
  /// that, because few values have few rank sums.
  ///
  /// - Parameter count: values without zeros and ties, at least 1.
  package static func exactLevel(count: Int, level: Double) -> Double {
    let ranks = Array(1...count)
    let whole = SignedRankDistribution(ranks: ranks, through: count * (count + 1) / 2)
    let sums = whole.sums(withTailAtMost: level / 2)
    return sums == 0 ? 0 : 2 * SignedRankDistribution(ranks: ranks, through: sums - 1).lowerTail
  }

  /// Tests a sample of differences. O(n³): about 0.1 ms for 60 values.
  package init(_ differences: Sample) {
    let ranked = differences.values.filter { $0 != 0 }.sorted { $0.magnitude < $1.magnitude }
    let doubledRanks = doubledMidRanks(ofAscending: ranked.map(\.magnitude))
    var doubledPositive = 0
    for (value, rank) in zip(ranked, doubledRanks) where value > 0 { doubledPositive += rank }
    let doubledNegative = ranked.count * (ranked.count + 1) - doubledPositive

    // The distribution is symmetric: the smaller sum's lower tail is as likely as the larger one's upper tail.
    let tail = SignedRankDistribution(ranks: doubledRanks, through: min(doubledPositive, doubledNegative)).lowerTail
    rankedCount = ranked.count
    positiveRankSum = Double(doubledPositive) / 2
    negativeRankSum = Double(doubledNegative) / 2
    p = min(1, 2 * tail)
  }
}
