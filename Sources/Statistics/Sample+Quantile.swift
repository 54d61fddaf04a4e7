extension Sample {
  /// The quantile of a probability, by linear interpolation between the two nearest order statistics.
  ///
  /// Type 7 of Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996): what
  /// numpy and R do unless told otherwise. The place is (n − 1)·p, so that 0 gives the smallest value and 1 the
  /// largest.
  ///
  /// - Parameter probability: in 0…1.
  /// - Returns: `nil` if the probability is outside its range. A sample of one value is its own every quantile.
  package func quantile(_ probability: Double) -> Double? {
    guard probability >= 0, probability <= 1 else { return nil }
    let place = Double(count - 1) * probability
    let below = Int(place)
    let above = min(below + 1, count - 1)
    return values[below] + (values[above] - values[below]) * (place - Double(below))
  }

  /// The middle value, or the mean of the middle two.
  package var median: Double { (values[(count - 1) / 2] + values[count / 2]) / 2 }

  /// Whether so many values are enough to speak of a quantile: 20 of them are expected beyond it.
  ///
  /// - Parameters:
  ///   - probability: in 0…1.
  ///   - count: how many values there are.
  package static func supports(quantile probability: Double, of count: Int) -> Bool {
    // As a difference, and with room for its rounding: 200·(1 − 0.9) would be just below 20.
    Double(count) - Double(count) * probability >= 20 - 1e-6
  }
}
