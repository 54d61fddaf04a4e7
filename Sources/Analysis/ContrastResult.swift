package import Statistics
import TextFormats

/// One comparison of two sides: a row of `contrasts.csv`, and a sentence.
package struct ContrastResult: Sendable, Codable, Equatable {
  /// The experiment's name.
  package var experiment: String
  /// ``Experiments/Quantity/name``.
  package var metric: String
  /// The name of the headline load; of a control, the load in which it ran.
  package var load: String
  /// The strategy above the line: `task-group`, or `task-group@c64` if the contrast names its load.
  package var numerator: String
  /// The strategy below the line.
  package var denominator: String
  /// Whether it is a primary contrast of the experiment; else it is a control.
  package var isPrimary: Bool
  /// Blocks in which both sides were measured.
  package var blocks: Int
  /// Numerator ÷ denominator, by the signed-rank test; nil if there are no blocks, or if a value is 0 and has no ratio.
  package var estimate: RatioEstimate?
  /// The 95 % interval from resampled blocks; nil if there are fewer than 20.
  package var bootstrapInterval: ConfidenceInterval?
  /// The ratio of the control that the contrast was held against; nil if there is none, and for controls.
  package var controlRatio: Double?
  /// The 95 % interval of `controlRatio`; nil if there is none.
  package var controlInterval: ConfidenceInterval?
  /// By ``Statistics/DecisionRules``; `busy machine` if it was measured on one.
  package var verdict: Verdict
  /// The result in words, without a full stop; empty for a control without an estimate.
  package var sentence: String

  static let columns = [
    "run_id", "experiment", "metric", "load", "numerator", "denominator", "primary", "n_blocks", "ratio", "ci_low",
    "ci_high", "boot_low", "boot_high", "p", "p_holm", "mde", "control_ratio", "control_low", "control_high", "verdict",
  ]

  /// The fields of `columns`; a number that is nil is empty.
  func row(runID: String) -> [String] {
    func number(_ value: Double?) -> String { value?.csv ?? "" }
    return [
      runID, experiment, metric, load, numerator, denominator, isPrimary ? "yes" : "no", "\(blocks)",
      number(estimate?.ratio), number(estimate?.interval?.lower), number(estimate?.interval?.upper),
      number(bootstrapInterval?.lower), number(bootstrapInterval?.upper),
      number(estimate?.p), number(estimate?.adjustedP), number(estimate?.minimumDetectableEffect),
      number(controlRatio), number(controlInterval?.lower), number(controlInterval?.upper), verdict.rawValue,
    ]
  }
}

/// The ratio of the two sides of a comparison, and how certain it is.
package struct RatioEstimate: Sendable, Codable, Equatable {
  /// Above 0.
  package var ratio: Double
  /// 95 %; nil if there are too few blocks.
  package var interval: ConfidenceInterval?
  /// The p-value of the comparison's own test, in 0…1.
  package var p: Double
  /// `p` after Holm's adjustment over the comparison's family, in 0…1.
  package var adjustedP: Double
  /// The smallest difference that is found with 80 % power, as a share: 0.09 for 9 %; nil if the noise is unknown.
  package var minimumDetectableEffect: Double?
}

extension RatioEstimate {
  /// From blocks in which both sides were measured.
  ///
  /// - Parameter family: how many comparisons the adjustment covers.
  init(_ effect: RatioEffect, adjustedP: Double, family: Int) {
    let detectable = effect.standardDeviation.flatMap {
      DecisionRules().minimumDetectableEffect(standardDeviation: $0, blocks: effect.blocks, contrasts: family)
    }
    self.init(
      ratio: effect.ratio, interval: effect.interval, p: effect.p, adjustedP: adjustedP,
      minimumDetectableEffect: detectable)
  }

  /// From the blocks of two runs.
  ///
  /// - Parameter family: how many comparisons the adjustment covers.
  init(_ effect: UnpairedRatio, adjustedP: Double, family: Int) {
    let detectable = effect.standardError.flatMap {
      DecisionRules().minimumDetectableEffect(standardError: $0, contrasts: family)
    }
    self.init(
      ratio: effect.ratio, interval: effect.interval, p: effect.p, adjustedP: adjustedP,
      minimumDetectableEffect: detectable)
  }
}
