/// How the sum of the positive ranks is distributed when each sign is a fair coin's.
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

  /// Finds the lower tail of the distribution.
  ///
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

  /// How many sums, counted from 0 upwards, have a lower tail of at most `probability`.
  func sums(withTailAtMost probability: Double) -> Int {
    cumulative.firstIndex { $0 > probability } ?? cumulative.count
  }
}
