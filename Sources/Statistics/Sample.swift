/// One or more finite values, sorted: what every method here may rely on, checked once.
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

  /// Takes values that were made from a sample's and cannot have left the range; there must be at least one.
  init(unchecked values: [Double]) { self.values = values.sorted() }

  /// The number of values, at least 1.
  package var count: Int { values.count }

  /// The arithmetic mean; exactly the common value if all are equal.
  package var mean: Double { Self.mean(of: values[...]) }

  /// The standard deviation with n − 1 in the denominator, or `nil` for a single value; 0 if all are equal.
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

  /// The mean of what is left when ⌊fraction · n⌋ values are cut off at either end.
  ///
  /// Tukey & McLaughlin, Sankhyā A 25 (1963); Wilcox, "Introduction to robust estimation and hypothesis testing",
  /// chapter 3, who recommends 20 %. Fewer than five values lose nothing to 20 %: their trimmed mean is their mean.
  ///
  /// - Parameter fraction: what to cut at each end, at least 0 and below 0.5.
  /// - Returns: `nil` if the fraction is outside its range.
  package func trimmedMean(cutting fraction: Double = 0.2) -> Double? {
    guard let cut = cutCount(fraction) else { return nil }
    return Self.mean(of: values[cut..<(count - cut)])
  }

  /// How many values trimming takes off each end.
  func cutCount(_ fraction: Double) -> Int? {
    guard fraction >= 0, fraction < 0.5 else { return nil }
    return Int(fraction * Double(count))
  }

  /// The mean by distances from the first value, which rounds nothing if there are none.
  private static func mean(of values: ArraySlice<Double>) -> Double {
    let origin = values[values.startIndex]
    return origin + values.reduce(0) { $0 + ($1 - origin) } / Double(values.count)
  }
}
