/// How the sum of one sample's ranks is distributed when each choice of ranks is as likely as any other.
///
/// Adding one rank after another counts the subsets of every size and sum (Mann & Whitney, "On a test of whether one of two
/// random variables is stochastically larger than the other", Annals of Mathematical Statistics 18 (1947), by recursion;
/// Hollander, Wolfe & Chicken, "Nonparametric statistical methods", 3rd edition, section 4.1). As with
/// ``SignedRankDistribution`` the ranks need not be 1…N, so doubled mid-ranks make it exact for ties.
///
/// All counts are sums of positive numbers, so each is exact up to 2⁵³ and its relative error small beyond. O(N · m · limit):
/// about 50 ms for two samples of 60.
struct RankSumDistribution: Sendable {
  /// P(sum ≤ index), from 0 to the limit.
  private let cumulative: [Double]

  /// - Parameters:
  ///   - ranks: all N of them, positive whole numbers, in any order.
  ///   - size: m, how many of them are the sample's, at most N.
  ///   - limit: the largest sum of interest, at least 0.
  init(ranks: [Int], choosing size: Int, through limit: Int) {
    let width = limit + 1
    // counts[k·width + s]: how many subsets of k ranks have the sum s.
    var counts = [Double](repeating: 0, count: (size + 1) * width)
    counts[0] = 1
    for (seen, rank) in ranks.enumerated() where rank <= limit {
      for chosen in stride(from: min(seen + 1, size), to: 0, by: -1) {
        let (here, before) = (chosen * width, (chosen - 1) * width)
        for sum in rank...limit { counts[here + sum] += counts[before + sum - rank] }
      }
    }
    // C(N, m), as a product of quotients that stays a whole number.
    var subsets = 1.0
    for step in 0..<size { subsets = subsets * Double(ranks.count - step) / Double(step + 1) }
    var total = 0.0
    cumulative = counts[(size * width)...].map {
      total += $0 / subsets
      return min(1, total)
    }
  }

  /// P(sum ≤ limit).
  var lowerTail: Double { cumulative[cumulative.count - 1] }

  /// How many sums, counted from `first` upwards, have a lower tail of at most `probability`.
  func sums(from first: Int, withTailAtMost probability: Double) -> Int {
    (cumulative.firstIndex { $0 > probability } ?? cumulative.count) - first
  }
}
