/// The straight line of least squares: how much y grows with x.
///
/// Draper & Smith, "Applied regression analysis", chapter 1. The same as `scipy.stats.linregress`.
package struct LinearRegression: Equatable, Sendable {
  /// How much y changes per unit of x, in y's unit ÷ x's.
  package let slope: FittedParameter

  /// Fits a line.
  ///
  /// - Parameters:
  ///   - x: where y was measured, at two places or more.
  ///   - y: what was measured there, in the same order.
  /// - Throws: `lengthsDiffer`, `empty`, `outOfRange`, or `tooFewDistinct` if all x are equal.
  package init(x: [Double], y: [Double]) throws(StatisticsError) {
    guard x.count == y.count else { throw .lengthsDiffer(first: x.count, second: y.count) }
    let (xMean, yMean) = (try Sample(x).mean, try Sample(y).mean)
    let xSquares = x.reduce(0) { $0 + ($1 - xMean) * ($1 - xMean) }
    guard Set(x).count > 1, xSquares > 0 else { throw .tooFewDistinct(count: 1, needed: 2) }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) }

    let slope = products / xSquares
    let residualSquares = zip(x, y).reduce(0) { sum, point in
      let residual = (point.1 - yMean) - slope * (point.0 - xMean)
      return sum + residual * residual
    }
    let freedom = x.count - 2
    let deviation = freedom > 0 ? (residualSquares / Double(freedom)).squareRoot() : nil
    let slopeError = deviation.map { $0 / xSquares.squareRoot() }

    self.slope = FittedParameter(estimate: slope, standardError: slopeError, degreesOfFreedom: freedom)
  }
}

/// One parameter of a fitted model: its estimate, and how precisely the data determines it.
package struct FittedParameter: Equatable, Sendable {
  /// The least-squares estimate, in the unit the model gives it.
  package let estimate: Double
  /// The estimate's standard error in the same unit; `nil` if there are no more points than parameters.
  package let standardError: Double?
  /// The number of points less the number of parameters, at least 0.
  let degreesOfFreedom: Int

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
