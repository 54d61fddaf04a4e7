/// One or more finite values in ascending order, checked once so that every method here can rely on it.
package struct Sample: Equatable, Sendable {
  /// The values in ascending order; never empty.
  package let values: [Double]

  /// Takes values in any order, in O(n log n).
  ///
  /// - Throws: `empty`, or `outOfRange` for the first value that is NaN, infinite or beyond ±2⁵⁰⁰.
  package init(_ values: some Sequence<Double>) throws(StatisticsError) {
    let values = Array(values)
    try values.requireInRange()
    guard !values.isEmpty else { throw .empty }
    self.values = values.sorted()
  }

  /// Takes values computed from a sample's, which cannot have left the range; there must be at least one.
  init(unchecked values: [Double]) { self.values = values.sorted() }

  /// The number of values, at least 1.
  package var count: Int { values.count }

  /// The arithmetic mean; exactly the common value if all are equal.
  package var mean: Double {
    // By distances from the first value, which rounds nothing if all distances are zero.
    values[0] + values.reduce(0) { $0 + ($1 - values[0]) } / Double(count)
  }

  /// The standard deviation with n − 1 in the denominator; `nil` for a single value, 0 if all are equal.
  ///
  /// In two passes, so that a small spread around a large mean survives: the corrected two-pass algorithm of Chan,
  /// Golub & LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983).
  package var standardDeviation: Double? {
    guard count > 1 else { return nil }
    let mean = mean
    var squares = 0.0
    var rest = 0.0
    for value in values {
      let deviation = value - mean
      squares += deviation * deviation
      rest += deviation
    }
    return max(0, (squares - rest * rest / Double(count)) / Double(count - 1)).squareRoot()
  }

  /// The middle value, or the mean of the middle two.
  package var median: Double { middle(ofAscending: values) }
}

/// The middle value, or the mean of the middle two.
///
/// - Parameter values: in any order and any unit.
/// - Returns: `nil` if there are no values.
package func median(of values: some Sequence<Double>) -> Double? {
  let sorted = values.sorted()
  return sorted.isEmpty ? nil : middle(ofAscending: sorted)
}

private func middle(ofAscending values: [Double]) -> Double {
  (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
}
