import Statistics

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
  package var ratio: Double?
  /// 95 %, from the signed-rank test.
  package var interval: Interval?
  /// 95 %, from resampled blocks, where there are at least 20.
  package var bootstrapInterval: Interval?
  package var p: Double?
  package var adjustedP: Double?
  /// A difference below this share would often not show: 0.09 for 9 %.
  package var minimumDetectableEffect: Double?
  package var controlRatio: Double?
  package var controlInterval: Interval?
  package var verdict: Judgement
  /// For people; without a full stop.
  package var sentence: String

  /// The verdict in one word.
  package enum Judgement: String, Sendable, Codable {
    case controlFailed = "control failed"
    case equivalent
    case different
    case inconclusive
    /// The run is too small for any.
    case illustration
    /// Of a control: nothing was found.
    case passed

    init(_ verdict: Verdict) {
      switch verdict {
      case .controlFailed: self = .controlFailed
      case .equivalent: self = .equivalent
      case .different: self = .different
      case .inconclusive: self = .inconclusive
      }
    }
  }

  package struct Interval: Sendable, Codable, Equatable {
    package var low: Double
    package var high: Double

    init?(_ interval: ConfidenceInterval?) {
      guard let interval else { return nil }
      low = interval.lower
      high = interval.upper
    }
  }

  static let columns = [
    "run_id", "experiment", "metric", "load", "numerator", "denominator", "primary", "n_blocks", "ratio", "ci_low",
    "ci_high", "boot_low", "boot_high", "p", "p_holm", "mde", "control_ratio", "control_low", "control_high", "verdict",
  ]

  func row(runID: String) -> [String] {
    func number(_ value: Double?) -> String { value?.csv ?? "" }
    return [
      runID, experiment, metric, load, numerator, denominator, isPrimary ? "yes" : "no", "\(blocks)", number(ratio),
      number(interval?.low), number(interval?.high), number(bootstrapInterval?.low), number(bootstrapInterval?.high),
      number(p), number(adjustedP), number(minimumDetectableEffect), number(controlRatio),
      number(controlInterval?.low), number(controlInterval?.high), verdict.rawValue,
    ]
  }
}
