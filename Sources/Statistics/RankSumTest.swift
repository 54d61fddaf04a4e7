/// The rank-sum test of Wilcoxon (1945) and Mann & Whitney (1947), two-sided and exact: do two independent samples come from
/// one distribution?
///
/// Tied values share the mean of their ranks, and the p-value is that of the permutations of the ranks at hand: twice the
/// smaller tail, which with ties need not be as large as the other. Without ties it is `scipy.stats.mannwhitneyu(x, y,
/// method="exact")`.
package struct RankSumTest: Equatable, Sendable {
  /// The sum of the first sample's ranks among all, counted from 1; a multiple of ½.
  package let rankSum: Double
  /// The probability, if there were no difference, of rank sums at least as extreme; 1 if all values are equal.
  package let p: Double

  package init(_ first: Sample, _ second: Sample) {
    let size = first.count
    let all = (first.values.map { ($0, true) } + second.values.map { ($0, false) }).sorted { $0.0 < $1.0 }
    let ranks = doubledMidRanks(ofAscending: all.map(\.0))
    let sum = zip(all, ranks).reduce(0) { $0 + ($1.0.1 ? $1.1 : 0) }
    // The upper tail is the lower tail of the ranks counted from the other end.
    let turned = ranks.map { 2 * (all.count + 1) - $0 }
    let turnedSum = 2 * (all.count + 1) * size - sum
    rankSum = Double(sum) / 2
    let lower = RankSumDistribution(ranks: ranks, choosing: size, through: sum).lowerTail
    let upper = RankSumDistribution(ranks: turned, choosing: size, through: turnedSum).lowerTail
    p = min(1, 2 * min(lower, upper))
  }
}
