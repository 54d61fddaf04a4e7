/// Wilcoxon's signed-rank test, two-sided: are the values symmetric around zero?
///
/// Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945). Zeros are dropped, as in that
/// paper (not ranked and then dropped, as Pratt proposed in 1959), and tied magnitudes share the mean of their ranks.
/// Up to 300 values the p-value is exact in both cases, because the distribution is that of the ranks at hand: with the
/// magnitudes given, all 2ⁿ ways to put signs on them are equally likely (Hollander, Wolfe & Chicken, section 3.1).
///
/// Without ties it is `scipy.stats.wilcoxon(x, method="exact")`. With ties that function still uses the distribution of
/// the ranks 1…n; this one gives what enumerating all 2ⁿ signs gives (scipy's `PermutationMethod`). With more values it
/// is the normal approximation (``NormalRankSum``), `method="asymptotic", correction=True`.
package struct SignedRankTest: Equatable, Sendable {
  /// The probability, if there were no effect, of rank sums at least as unequal as these; in 0…1.
  ///
  /// It is 1 if all values are zero.
  package let p: Double

  /// How often the test finds an effect where there is none: the exact probability that p is at most `level`.
  ///
  /// It is below `level`, because few values have few different rank sums.
  ///
  /// - Parameters:
  ///   - count: the number of values, without zeros and ties, at least 1.
  ///   - level: in 0…1.
  package static func exactLevel(count: Int, level: Double) -> Double {
    let ranks = Array(1...count)
    let whole = SignedRankDistribution(ranks: ranks, through: count * (count + 1) / 2)
    let sums = whole.sums(withTailAtMost: level / 2)
    return sums == 0 ? 0 : 2 * SignedRankDistribution(ranks: ranks, through: sums - 1).lowerTail
  }

  /// More values would take minutes: the exact distribution is O(n³).
  private static let mostExact = 300

  /// Whether the test is exact for so many values, zeros not counted.
  static func isExact(_ count: Int) -> Bool { count <= mostExact }

  /// Tests a sample of differences: about 0.1 ms for 60 values, 20 ms for 300, and less for more.
  package init(_ differences: Sample) {
    let ranked = differences.values.filter { $0 != 0 }.sorted { $0.magnitude < $1.magnitude }
    let doubledRanks = doubledMidRanks(ofAscending: ranked.map(\.magnitude))
    var doubledPositive = 0
    for (value, rank) in zip(ranked, doubledRanks) where value > 0 { doubledPositive += rank }
    let doubledNegative = ranked.count * (ranked.count + 1) - doubledPositive
    guard Self.isExact(ranked.count) else {
      p = NormalRankSum(signedRanks: doubledRanks).p(of: Double(doubledPositive) / 2)
      return
    }
    // The distribution is symmetric: the smaller sum's lower tail is as likely as the larger one's upper tail.
    let tail = SignedRankDistribution(ranks: doubledRanks, through: min(doubledPositive, doubledNegative)).lowerTail
    p = min(1, 2 * tail)
  }
}

/// The distribution of the sum of the positive ranks when every sign is equally likely.
///
/// With the ranks given, every subset of them is as likely as any other to be the positive ones. Adding one rank after
/// another to all sums so far counts the subsets (Wilcoxon 1945 counted them by hand; Hollander, Wolfe & Chicken,
/// "Nonparametric statistical methods", 3rd edition, section 3.1). That does not need the ranks to be
/// 1…n: doubled mid-ranks are whole numbers too, so ties change the ranks but not the method.
///
/// Probabilities are halved rather than counts doubled: up to 53 ranks every one of them is exact, beyond that its
/// relative error stays below n·2⁻⁵³. O(n · limit), so O(n³) for all sums of n ranks: about 0.1 ms for 60, a second for
/// 1,000.
struct SignedRankDistribution: Sendable {
  /// P(sum ≤ index), from 0 to the limit.
  private let cumulative: [Double]

  /// - Parameters:
  ///   - ranks: positive whole numbers, in any order, repeated as often as need be; none gives a sum that is always 0.
  ///   - limit: the largest sum of interest, at least 0.
  init(ranks: [Int], through limit: Int) {
    var probability = [Double](repeating: 0, count: limit + 1)
    probability[0] = 1
    for rank in ranks {
      for sum in stride(from: limit, through: 0, by: -1) {
        let joined = sum >= rank ? probability[sum - rank] : 0
        probability[sum] = (probability[sum] + joined) / 2
      }
    }
    var total = 0.0
    cumulative = probability.map {
      total += $0
      return total
    }
  }

  /// P(sum ≤ limit).
  var lowerTail: Double { cumulative[cumulative.count - 1] }

  /// The number of sums, counted from 0 upwards, whose lower tail is at most `probability`.
  func sums(withTailAtMost probability: Double) -> Int {
    cumulative.firstIndex { $0 > probability } ?? cumulative.count
  }
}

extension NormalRankSum {
  /// The sum of the positive ranks when every sign is equally likely: each rank is there or not.
  ///
  /// - Parameter doubledRanks: twice the mid-ranks.
  init(signedRanks doubledRanks: [Int]) {
    let ranks = doubledRanks.map { Double($0) / 2 }
    self.init(mean: ranks.reduce(0, +) / 2, variance: ranks.reduce(0) { $0 + $1 * $1 } / 4)
  }
}

/// Twice each value's rank, counted from 1; equal values share the mean of their ranks.
///
/// - Parameter values: in ascending order.
func doubledMidRanks(ofAscending values: [Double]) -> [Int] {
  var ranks: [Int] = []
  ranks.reserveCapacity(values.count)
  while ranks.count < values.count {
    let first = ranks.count
    let end = values[first...].firstIndex { $0 != values[first] } ?? values.count
    // Ranks first + 1 … end: twice their mean is first + 1 + end.
    ranks.append(contentsOf: repeatElement(first + 1 + end, count: end - first))
  }
  return ranks
}
