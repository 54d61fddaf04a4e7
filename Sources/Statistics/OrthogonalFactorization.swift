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
