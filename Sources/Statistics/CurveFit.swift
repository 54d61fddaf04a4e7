/// The non-linear least-squares fit of a curve with a few parameters.
///
/// First Levenberg and Marquardt's damped steps (Marquardt, SIAM Journal 11 (1963), with Moré's scaling, "The
/// Levenberg–Marquardt algorithm: implementation and theory", 1978), each of which has to make the sum of squares
/// smaller. Near the minimum that sum is flat and can tell parameters apart only to half the digits; so then undamped
/// Gauss–Newton steps, as long as they get shorter.
struct CurveFit {
  /// A curve's height at x and its derivative by each parameter; `nil` where the parameters give no curve.
  typealias Curve = (_ x: Double, _ parameters: [Double]) -> (height: Double, gradient: [Double])?

  let parameters: [FittedParameter]
  /// The standard deviation of the points around the curve; `nil` if there are no more points than parameters.
  let residualDeviation: Double?

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
    residualDeviation = deviation
  }
}

/// The curve near one set of parameters: how far it is from the points, and where it goes if the parameters change.
private struct Linearization {
  let parameters: [Double]
  let residuals: [Double]
  /// The derivative of every point's height, a column a parameter.
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

  /// The step to the minimum of the linearised problem, the shorter the more it is damped.
  ///
  /// Damping adds a row a parameter that pulls its step to zero, in proportion to how much the parameter matters.
  func step(damping: Double) -> [Double]? {
    let strength = damping.squareRoot()
    let columns = columns.enumerated().map { index, column in
      var pull = [Double](repeating: 0, count: parameters.count)
      pull[index] = strength * dot(column, column).squareRoot()
      return damping > 0 ? column + pull : column
    }
    let still = [Double](repeating: 0, count: damping > 0 ? parameters.count : 0)
    return OrthogonalFactorization(columns: columns, rightHandSide: residuals + still)?.solution
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
        // Not even the shortest step downhill goes down: this is the bottom.
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
