package import Statistics
import TextFormats

/// One comparison with everything that is known of it: a row of `contrasts.csv`, and a sentence.
package struct ContrastResult: Sendable, Codable, Equatable {
  package var experiment: String
  /// The name of a ``Quantity``.
  package var metric: String
  /// The experiment's headline load.
  package var load: String
  package var numerator: String
  package var denominator: String
  /// Whether the experiment asks for it; the others are controls.
  package var isPrimary: Bool
  /// Blocks in which both sides were measured.
  package var blocks: Int
  /// Numerator ÷ denominator, by the signed-rank test; nil if a value is 0, which has no ratio, or no block has both.
  package var estimate: RatioEstimate?
  /// 95 %, from resampled blocks, where there are at least 20.
  package var bootstrapInterval: ConfidenceInterval?
  package var controlRatio: Double?
  package var controlInterval: ConfidenceInterval?
  package var verdict: Verdict
  /// For people; without a full stop.
  package var sentence: String

  static let columns = [
    "run_id", "experiment", "metric", "load", "numerator", "denominator", "primary", "n_blocks", "ratio", "ci_low",
    "ci_high", "boot_low", "boot_high", "p", "p_holm", "mde", "control_ratio", "control_low", "control_high", "verdict",
  ]

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
