/// A closed interval that a procedure gives, and how often the procedure's intervals contain the true value.
///
/// As JSON: `{"low": 1.61, "high": 1.79, "confidence": 0.95}`.
package struct ConfidenceInterval: Equatable, Sendable, Codable {
  /// The smaller end, in the unit of what was estimated.
  package let lower: Double
  /// The larger end, in the unit of what was estimated.
  package let upper: Double
  /// The nominal coverage, in 0…1, both ends excluded.
  package let confidence: Double

  private enum CodingKeys: String, CodingKey {
    case lower = "low"
    case upper = "high"
    case confidence
  }

  package init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// Half the distance between the ends, in the unit of what was estimated.
  package var halfWidth: Double { (upper - lower) / 2 }

  /// Whether a value is in the interval, its ends included.
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The interval of an increasing function of what was estimated: its ends are mapped, its coverage stays.
  func mapped(by increasing: (Double) -> Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: increasing(lower), upper: increasing(upper), confidence: confidence)
  }
}
