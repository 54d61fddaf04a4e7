import Glibc

/// The numbers that decide what a contrast is called, fixed before anything is measured.
package struct DecisionRules: Equatable, Sendable {
  /// The chance of a false "different" among an experiment's primary contrasts, in 0…1, both ends excluded.
  package var level = 0.05
  /// How often an effect as large as the minimum detectable one is found, in 0…1, both ends excluded.
  package var power = 0.8
  /// Ratios between 1 ÷ margin and margin are as good as 1; at least 1.
  package var margin = 1.05

  package init() {}

  /// Whether so many blocks could ever give a p-value below the level after adjustment: 2m·2⁻ⁿ < level.
  ///
  /// 2·2⁻ⁿ is the signed-rank test's smallest p-value, and Holm multiplies the smallest of m by m. More blocks than
  /// that are not enough to find something; fewer cannot.
  ///
  /// - Parameters:
  ///   - blocks: n, at least 0.
  ///   - contrasts: m, the size of the family; below 1 there is nothing to decide.
  package func canDecide(blocks: Int, contrasts: Int) -> Bool {
    contrasts > 0 && blocks >= 0 && 2 * Double(contrasts) * exp2(-Double(blocks)) < level
  }

  /// The smallest number of blocks that can decide a family of contrasts; `nil` if none can (no contrasts, a level of
  /// 0).
  package func blocksToDecide(contrasts: Int) -> Int? {
    (0...1_100).first { canDecide(blocks: $0, contrasts: contrasts) }
  }

  /// How far from 1 a ratio must be for the blocks to show it: 0.09 for 9 %.
  ///
  /// exp((z_{1−α/2} + z_power)·σ ÷ √n) − 1 with α = level ÷ m: the usual formula of a paired z-test (Lachin, Controlled
  /// Clinical Trials 2 (1981)) at Bonferroni's level, on the logarithmic scale. The signed-rank test needs π/3 times as
  /// many blocks, 5 % more, if the noise is normal, and fewer if its tails are heavy.
  ///
  /// - Parameters:
  ///   - standardDeviation: σ_d of the blocks' log ratios, at least 0.
  ///   - blocks: n, at least 1.
  ///   - contrasts: m, the size of the family, at least 1.
  /// - Returns: at least 0; `nil` if a parameter is outside its range or the effect beyond any number.
  package func minimumDetectableEffect(standardDeviation: Double, blocks: Int, contrasts: Int) -> Double? {
    guard standardDeviation >= 0, blocks > 0, contrasts > 0,
      let significance = normalQuantile(1 - level / Double(contrasts) / 2), let detection = normalQuantile(power)
    else { return nil }
    let effect = expm1((significance + detection) * standardDeviation / Double(blocks).squareRoot())
    return effect.isFinite ? max(0, effect) : nil
  }
}
