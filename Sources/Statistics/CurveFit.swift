/// The non-linear least-squares fit of a curve with a few parameters.
///
/// First Levenberg and Marquardt's damped steps (Marquardt, SIAM Journal 11 (1963), with Moré's scaling, "The
/// Levenberg–Marquardt algorithm: implementation and theory", 1978), each of which has to make the sum of squares
/// smaller. Near the minimum that sum is flat and determines the parameters only to half the digits. So undamped
/// Gauss–Newton steps follow, as long as they get shorter.
struct CurveFit {
  /// A curve's height at x and its derivative by each parameter; `nil` where the parameters give no curve.
  typealias Curve = (_ x: Double, _ parameters: [Double]) -> (height: Double, gradient: [Double])?

  /// The parameters in the curve's order.
  let parameters: [FittedParameter]

  /// Fits a curve to points of which there are at least as many as parameters.
  ///
  /// - Throws: `noConvergence`.
  init(of curve: Curve, x: [Double], y: [Double], from start: [Double]) throws(StatisticsError) {
    guard var state = Linearization(curve, x, y, start) else { throw .noConvergence }
    try state.descend(curve, x, y)
    state.polish(curve, x, y)

    guard let factorization = OrthogonalFactorization(columns: state.columns, rightHandSide: state.residuals) else {
      throw .noConvergence
    }
    let freedom = x.count - start.count
    let deviation = freedom > 0 ? (state.squares / Double(freedom)).squareRoot() : nil
    parameters = zip(state.parameters, factorization.inverseGramDiagonal).map { estimate, variance in
      FittedParameter(
        estimate: estimate, standardError: deviation.map { $0 * variance.squareRoot() }, degreesOfFreedom: freedom)
    }
  }
}

/// The curve near one set of parameters: its distance from the points, and how that changes with the parameters.
private struct Linearization {
  let parameters: [Double]
  let residuals: [Double]
  /// The derivatives of every point's height: one column per parameter.
  let columns: [[Double]]
  let squares: Double

  init?(_ curve: CurveFit.Curve, _ x: [Double], _ y: [Double], _ parameters: [Double]) {
    var residuals: [Double] = []
    var columns = [[Double]](repeating: [], count: parameters.count)
    for (x, y) in zip(x, y) {
      guard let point = curve(x, parameters) else { return nil }
      residuals.append(y - point.height)
      for (index, slope) in point.gradient.enumerated() { columns[index].append(slope) }
    }
    squares = dot(residuals, residuals)
    guard squares.isFinite else { return nil }
    self.parameters = parameters
    self.residuals = residuals
    self.columns = columns
  }

  /// The step to the minimum of the linearised problem; more damping makes it shorter.
  ///
  /// Damping adds one row per parameter. It pulls the parameter's step to zero, in proportion to its column's length.
  func step(damping: Double) -> [Double]? {
    let strength = damping.squareRoot()
    let columns = columns.enumerated().map { index, column in
      var pull = [Double](repeating: 0, count: parameters.count)
      pull[index] = strength * dot(column, column).squareRoot()
      return damping > 0 ? column + pull : column
    }
    let zeros = [Double](repeating: 0, count: damping > 0 ? parameters.count : 0)
    return OrthogonalFactorization(columns: columns, rightHandSide: residuals + zeros)?.solution
  }

  /// The length of a step in the space of the points: how far it moves the curve.
  func length(of step: [Double]) -> Double {
    var moved = [Double](repeating: 0, count: residuals.count)
    for (column, change) in zip(columns, step) {
      for index in moved.indices { moved[index] += column[index] * change }
    }
    return dot(moved, moved).squareRoot()
  }

  func moved(by step: [Double], _ curve: CurveFit.Curve, _ x: [Double], _ y: [Double]) -> Linearization? {
    Linearization(curve, x, y, zip(parameters, step).map { $0 + $1 })
  }

  mutating func descend(_ curve: CurveFit.Curve, _ x: [Double], _ y: [Double]) throws(StatisticsError) {
    var damping = 1e-3
    for _ in 0..<500 {
      guard let step = step(damping: damping) else { throw .noConvergence }
      if let next = moved(by: step, curve, x, y), next.squares < squares {
        let gain = squares - next.squares
        self = next
        damping /= 10
        if gain <= 1e-12 * squares { return }
      } else {
        damping *= 10
        // Not even the shortest step reduces the sum of squares: this is the minimum.
        if damping > 1e12 { return }
      }
    }
    throw .noConvergence
  }

  mutating func polish(_ curve: CurveFit.Curve, _ x: [Double], _ y: [Double]) {
    var shortest = Double.infinity
    for _ in 0..<50 {
      guard let step = step(damping: 0), let next = moved(by: step, curve, x, y) else { return }
      let length = length(of: step)
      guard length < shortest else { return }
      shortest = length
      self = next
    }
  }
}

/// A matrix of full column rank as Q·R: least squares without squaring the condition number, as normal equations would.
///
/// Modified Gram–Schmidt, with the right-hand side carried along as one more column, which makes it as accurate as
/// Householder's reflections: Björck, "Numerical methods for least squares problems", section 2.4.
struct OrthogonalFactorization {
  /// R, upper triangular, by row.
  private var triangle: [[Double]]
  /// Qᵀ times the right-hand side.
  private var projection: [Double]

  /// Factorises a matrix given by its columns.
  ///
  /// - Returns: `nil` if a column is, to rounding, a combination of those before it, or anything is not finite.
  init?(columns: [[Double]], rightHandSide: [Double]) {
    var columns = columns
    var rest = rightHandSide
    triangle = []
    projection = []
    for index in columns.indices {
      let column = columns[index]
      let norm = dot(column, column).squareRoot()
      let before = triangle.reduce(0) { $0 + $1[index] * $1[index] }
      guard norm.isFinite, norm * norm > 1e-26 * (norm * norm + before) else { return nil }
      let direction = column.map { $0 / norm }
      var row = [Double](repeating: 0, count: columns.count)
      row[index] = norm
      for later in columns.indices.dropFirst(index + 1) {
        row[later] = dot(direction, columns[later])
        subtract(row[later], direction, from: &columns[later])
      }
      let along = dot(direction, rest)
      guard along.isFinite else { return nil }
      subtract(along, direction, from: &rest)
      triangle.append(row)
      projection.append(along)
    }
  }

  /// The x for which the columns' combination is nearest to the right-hand side.
  var solution: [Double] { backSubstituted(projection) }

  /// The diagonal of (AᵀA)⁻¹, which times σ² is the solution's variances.
  var inverseGramDiagonal: [Double] {
    // (AᵀA)⁻¹ = R⁻¹R⁻ᵀ: its diagonal is the squared length of each row of R⁻¹, here summed over its columns.
    var diagonal = [Double](repeating: 0, count: triangle.count)
    for index in triangle.indices {
      var unit = [Double](repeating: 0, count: triangle.count)
      unit[index] = 1
      for (row, element) in backSubstituted(unit).enumerated() { diagonal[row] += element * element }
    }
    return diagonal
  }

  private func backSubstituted(_ vector: [Double]) -> [Double] {
    var result = vector
    for row in triangle.indices.reversed() {
      for column in triangle.indices.dropFirst(row + 1) { result[row] -= triangle[row][column] * result[column] }
      result[row] /= triangle[row][row]
    }
    return result
  }
}

func dot(_ first: [Double], _ second: [Double]) -> Double { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }

private func subtract(_ factor: Double, _ direction: [Double], from column: inout [Double]) {
  for index in column.indices { column[index] -= factor * direction[index] }
}
