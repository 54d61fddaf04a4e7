/// The straight line of least squares, y = intercept + slope·x.
///
/// Draper & Smith, "Applied regression analysis", chapter 1. The same as `scipy.stats.linregress`.
package struct LinearRegression: Equatable, Sendable {
  /// What y changes by for one more of x.
  package let slope: FittedParameter
  /// y at x = 0.
  package let intercept: FittedParameter
  /// The standard deviation of the points around the line, in y's unit; `nil` for two points.
  package let residualDeviation: Double?
  /// The share of y's variance that the line explains, in 0…1; `nil` if all y are equal and there is nothing to
  /// explain.
  package let determination: Double?

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
    let ySquares = y.reduce(0) { $0 + ($1 - yMean) * ($1 - yMean) }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) }

    let slope = products / xSquares
    let intercept = yMean - slope * xMean
    let residualSquares = zip(x, y).reduce(0) { sum, point in
      let residual = (point.1 - yMean) - slope * (point.0 - xMean)
      return sum + residual * residual
    }
    let freedom = x.count - 2
    let deviation = freedom > 0 ? (residualSquares / Double(freedom)).squareRoot() : nil
    let slopeError = deviation.map { $0 / xSquares.squareRoot() }
    let interceptError = slopeError.map { $0 * (xSquares / Double(x.count) + xMean * xMean).squareRoot() }

    self.slope = FittedParameter(estimate: slope, standardError: slopeError, degreesOfFreedom: freedom)
    self.intercept = FittedParameter(estimate: intercept, standardError: interceptError, degreesOfFreedom: freedom)
    residualDeviation = deviation
    determination = ySquares > 0 ? min(1, products / xSquares * (products / ySquares)) : nil
  }
}
