/// One parameter of a fitted model: its estimate, and how sure the data is of it.
package struct FittedParameter: Equatable, Sendable {
  /// The least-squares estimate, in the unit the model gives it.
  package let estimate: Double
  /// The estimate's standard error in the same unit; `nil` if there are no more points than parameters.
  package let standardError: Double?
  /// Points less parameters, at least 0.
  package let degreesOfFreedom: Int

  /// The interval estimate ± t·standard error, with t from Student's distribution.
  ///
  /// Draper & Smith, "Applied regression analysis", 3rd edition, chapters 1 and 24: exact for a straight line with
  /// normal errors; for a curve an approximation, the better the more points there are.
  ///
  /// - Parameter confidence: in 0…1, both ends excluded.
  /// - Returns: `nil` without a standard error, or if the confidence is outside its range.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard let standardError, confidence > 0, confidence < 1,
      let t = studentTQuantile((1 + confidence) / 2, degreesOfFreedom: Double(degreesOfFreedom))
    else { return nil }
    return ConfidenceInterval(
      lower: estimate - t * standardError, upper: estimate + t * standardError, confidence: confidence)
  }
}
