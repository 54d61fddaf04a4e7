import Glibc

/// The normal approximation of a rank sum's distribution, with the correction for continuity: for samples whose exact
/// distribution takes too long to compute.
///
/// Hollander, Wolfe & Chicken, "Nonparametric statistical methods", 3rd edition, sections 3.1 and 4.1. R's
/// `wilcox.test` approximates from 50 values on, and whenever there are ties.
struct NormalRankSum: Sendable {
  /// The mean of the sum, or of what is left of it after its smallest value was subtracted.
  let mean: Double
  /// Its variance, with ties taken into account.
  let variance: Double

  /// The two-sided p-value of a sum; 1 if there is only one possible sum.
  func p(of sum: Double) -> Double {
    guard variance > 0 else { return 1 }
    return erfc(max(0, (sum - mean).magnitude - 0.5) / (2 * variance).squareRoot())
  }

  /// The number of sums, counted from 0 upwards, whose lower tail is at most `probability`; without ties.
  func sums(withTailAtMost probability: Double) -> Int {
    guard let z = normalQuantile(probability) else { return 0 }
    return max(0, Int(mean + z * variance.squareRoot() + 0.5))
  }
}
