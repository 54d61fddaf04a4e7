/// The rank-sum test of Wilcoxon (1945) and Mann & Whitney (1947), two-sided: do two independent samples come from one
/// distribution?
///
/// Tied values share the mean of their ranks. For two samples of up to 60 values, or a smaller and a larger one, the
/// p-value is that of the permutations of the ranks at hand: twice the smaller tail, for with ties the two tails can
/// differ. Without ties it is `scipy.stats.mannwhitneyu(x, y, method="exact")`. Above that it is the normal
/// approximation (``NormalRankSum``), `method="asymptotic"`.
package struct RankSumTest: Equatable, Sendable {
  /// The probability, if there were no difference, of rank sums at least as extreme; 1 if all values are equal.
  package let p: Double

  /// Of the smaller sample's size times that of both together; 60 and 60 values reach it. Time grows with its square.
  private static let mostExact = 60 * 120

  /// Whether the test is exact for two samples of these sizes.
  static func isExact(_ first: Int, _ second: Int) -> Bool { min(first, second) * (first + second) <= mostExact }

  /// Tests two samples: at most about 50 ms.
  package init(_ first: Sample, _ second: Sample) {
    // Which sample's ranks are added makes no difference to p, and fewer take less time.
    let (few, many) = first.count <= second.count ? (first, second) : (second, first)
    let size = few.count
    let all = (few.values.map { ($0, true) } + many.values.map { ($0, false) }).sorted { $0.0 < $1.0 }
    let ranks = doubledMidRanks(ofAscending: all.map(\.0))
    let sum = zip(all, ranks).reduce(0) { $0 + ($1.0.1 ? $1.1 : 0) }
    guard Self.isExact(first.count, second.count) else {
      p = NormalRankSum(doubledRanks: ranks, choosing: size).p(of: Double(sum) / 2)
      return
    }
    // The upper tail is the lower tail of the ranks counted from the other end.
    let turned = ranks.map { 2 * (all.count + 1) - $0 }
    let turnedSum = 2 * (all.count + 1) * size - sum
    let lower = RankSumDistribution(ranks: ranks, choosing: size, through: sum).lowerTail
    let upper = RankSumDistribution(ranks: turned, choosing: size, through: turnedSum).lowerTail
    p = min(1, 2 * min(lower, upper))
  }
}

extension NormalRankSum {
  /// The sum of one sample's ranks when every choice of ranks is equally likely: m of N are drawn without replacement.
  ///
  /// - Parameters:
  ///   - doubledRanks: twice the mid-ranks of both samples.
  ///   - size: m, how many of them are the sample's.
  init(doubledRanks: [Int], choosing size: Int) {
    let count = Double(doubledRanks.count)
    let center = (count + 1) / 2
    let squares = doubledRanks.reduce(0) { $0 + (Double($1) / 2 - center) * (Double($1) / 2 - center) }
    let drawn = Double(size)
    self.init(mean: drawn * center, variance: drawn * (count - drawn) / (count * (count - 1)) * squares)
  }
}

/// The distribution of the sum of one sample's ranks when every choice of ranks is equally likely.
///
/// Adding one rank after another counts the subsets of every size and sum (Mann & Whitney, "On a test of whether one of
/// two random variables is stochastically larger than the other", Annals of Mathematical Statistics 18 (1947), by
/// recursion; Hollander, Wolfe & Chicken, "Nonparametric statistical methods", 3rd edition, section 4.1). As with
/// ``SignedRankDistribution`` the ranks need not be 1…N, so doubled mid-ranks make it exact for ties.
///
/// All counts are sums of positive numbers, so each is exact up to 2⁵³ and its relative error small beyond. Time is O(N
/// · m · limit), about 50 ms for two samples of 60, and memory O(m · limit).
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

  /// The number of sums, counted from `first` upwards, whose lower tail is at most `probability`.
  func sums(from first: Int, withTailAtMost probability: Double) -> Int {
    (cumulative.firstIndex { $0 > probability } ?? cumulative.count) - first
  }
}
