import Glibc

/// The numbers that decide on a contrast's verdict, fixed before anything is measured.
package struct DecisionRules: Equatable, Sendable {
  /// The chance of a false "different" among an experiment's primary contrasts, in 0…1, both ends excluded.
  package var level = 0.05
  /// How often an effect as large as the minimum detectable one is found, in 0…1, both ends excluded.
  package var power = 0.8
  /// Ratios between 1 ÷ margin and margin count as equivalent to 1; at least 1.
  package var margin = 1.05

  /// The rules of this suite: 5 %, 80 % and ±5 %.
  package init() {}

  /// Whether `blocks` blocks could ever give a p-value below the level after adjustment: 2m·2⁻ⁿ < level.
  ///
  /// 2·2⁻ⁿ is the signed-rank test's smallest p-value, and Holm multiplies the smallest of m by m. So fewer blocks
  /// cannot find anything, however large the effect.
  ///
  /// - Parameters:
  ///   - blocks: n, at least 0.
  ///   - contrasts: m, the size of the family; below 1 the answer is false.
  package func canDecide(blocks: Int, contrasts: Int) -> Bool {
    contrasts > 0 && blocks >= 0 && 2 * Double(contrasts) * exp2(-Double(blocks)) < level
  }

  /// The smallest number of blocks that can decide a family of contrasts; `nil` if none can (no contrasts, a level of
  /// 0).
  package func blocksToDecide(contrasts: Int) -> Int? {
    (0...1_100).first { canDecide(blocks: $0, contrasts: contrasts) }
  }

  /// How far a ratio has to be from 1 for the blocks to show it: 0.09 for 9 %.
  ///
  /// exp((z_{1−α/2} + z_power)·σ ÷ √n) − 1 with α = level ÷ m: the usual formula of a paired z-test (Lachin, Controlled
  /// Clinical Trials 2 (1981)) at Bonferroni's level, on the logarithmic scale. The signed-rank test needs π/3 times as
  /// many blocks, 5 % more, if the noise is normal, and fewer if its tails are heavy.
  ///
  /// - Parameters:
  ///   - standardDeviation: σ_d of the blocks' log ratios, at least 0.
  ///   - blocks: n, at least 1.
  ///   - contrasts: m, the size of the family, at least 1.
  /// - Returns: at least 0; `nil` if a parameter is outside its range or the effect is not finite.
  package func minimumDetectableEffect(standardDeviation: Double, blocks: Int, contrasts: Int) -> Double? {
    guard standardDeviation >= 0, blocks > 0, contrasts > 0,
      let significance = normalQuantile(1 - level / Double(contrasts) / 2), let detection = normalQuantile(power)
    else { return nil }
    let effect = expm1((significance + detection) * standardDeviation / Double(blocks).squareRoot())
    return effect.isFinite ? max(0, effect) : nil
  }

  /// The same for a difference whose standard error is known, as that of ``UnpairedRatio``.
  ///
  /// - Parameters:
  ///   - standardError: of the difference of log ratios, at least 0.
  ///   - contrasts: m, the size of the family, at least 1.
  /// - Returns: at least 0; `nil` if a parameter is outside its range or the effect is not finite.
  package func minimumDetectableEffect(standardError: Double, contrasts: Int) -> Double? {
    minimumDetectableEffect(standardDeviation: standardError, blocks: 1, contrasts: contrasts)
  }

  /// The smallest p-value that the rank-sum test can give for two samples of these sizes: 2 ÷ (m + n choose m).
  ///
  /// - Returns: in 0…1; 1 if a sample is empty.
  package func smallestP(_ first: Int, _ second: Int) -> Double {
    guard first > 0, second > 0 else { return 1 }
    var subsets = 1.0
    for step in 0..<first { subsets = subsets * Double(first + second - step) / Double(step + 1) }
    return min(1, 2 / subsets)
  }
}

extension DecisionRules {
  /// The first verdict that applies: control failed, equivalent, different, inconclusive.
  ///
  /// - A failed control comes first, even before "too few blocks": it is itself a significant result.
  /// - Without a control the machine's noise is unknown, so the contrast is inconclusive.
  /// - The margin is symmetric on the logarithmic scale, 1 ÷ 1.05…1.05, so that exchanging numerator and denominator
  ///   cannot change the verdict. The whole interval has to be within it, as in a test of equivalence (Schuirmann
  ///   1987), here at half its usual level. An effect that is both significant and within the margin is equivalent.
  /// - A difference has to be significant, and its estimate further from 1 than half the width of the control's
  ///   interval.
  ///
  /// A p-value that is NaN counts as not significant.
  package func decision(on evidence: Evidence) -> Decision {
    let (effect, control) = (evidence.effect, evidence.control)
    if let control, evidence.controlAdjustedP < level {
      return .controlFailed(
        ratio: control.ratio, interval: control.interval, adjustedP: evidence.controlAdjustedP)
    }
    guard effect.isPooled || canDecide(blocks: effect.blocks, contrasts: evidence.contrasts),
      let logInterval = effect.logInterval, let interval = effect.interval
    else {
      let needed = blocksToDecide(contrasts: evidence.contrasts)
      return inconclusive(.tooFewBlocks(blocks: effect.blocks, needed: needed), evidence)
    }
    guard let noise = control?.logInterval?.halfWidth else { return inconclusive(.controlUnknown, evidence) }
    if max(logInterval.lower.magnitude, logInterval.upper.magnitude) <= log(margin) {
      return .equivalent(ratio: effect.ratio, interval: interval, margin: margin)
    }
    guard evidence.adjustedP < level else {
      return inconclusive(.notSignificant(adjustedP: evidence.adjustedP), evidence)
    }
    guard effect.logRatio.magnitude > noise else { return inconclusive(.withinControl(ratio: exp(noise)), evidence) }
    return .different(ratio: effect.ratio, interval: interval, adjustedP: evidence.adjustedP)
  }

  private func inconclusive(_ reason: Decision.Reason, _ evidence: Evidence) -> Decision {
    let detectable = evidence.effect.standardDeviation.flatMap {
      minimumDetectableEffect(
        standardDeviation: $0, blocks: evidence.effect.blocks, contrasts: evidence.contrasts)
    }
    return .inconclusive(reason, minimumDetectableEffect: detectable)
  }
}
