/// Why data cannot be used: what was expected of it and, if a single value is the cause, which one.
///
/// Methods throw when their data is unfit. They return `nil` when the data is fine but the number is not defined for it
/// (an interval from three blocks, the spread of one value). No method returns NaN.
package enum StatisticsError: Error, Equatable, Sendable {
  /// There are no values.
  case empty
  /// A value is NaN, infinite or beyond ±2⁵⁰⁰, where a sum of squares could overflow.
  case outOfRange(value: Double, index: Int)
  /// A value is below 2⁻⁵⁰⁰, but a logarithm, a ratio or a curve needs it positive.
  case notPositive(value: Double, index: Int)
  /// A value is negative and must not be.
  case negative(value: Double, index: Int)
  /// A p-value is outside 0…1.
  case notProbability(value: Double, index: Int)
  /// Two series that belong together, pair by pair, have different lengths.
  case lengthsDiffer(first: Int, second: Int)
  /// A model needs measurements at `needed` different places, one per parameter.
  case tooFewDistinct(count: Int, needed: Int)
  /// The curve's parameters could not be determined: the data does not resemble the curve.
  case noConvergence
}

extension StatisticsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "no values"
    case .outOfRange(let value, let index): "value \(index) is \(value), which is not finite or too large to square"
    case .notPositive(let value, let index): "value \(index) is \(value), but has to be positive"
    case .negative(let value, let index): "value \(index) is \(value), but must not be negative"
    case .notProbability(let value, let index): "p-value \(index) is \(value), which is not between 0 and 1"
    case .lengthsDiffer(let first, let second): "\(first) values cannot be paired with \(second)"
    case .tooFewDistinct(let count, let needed): "measured at \(count) different places, but the model needs \(needed)"
    case .noConvergence: "the curve does not fit the data"
    }
  }
}

extension Sequence<Double> {
  /// Throws unless every value, its square and the sum of 2²⁰ such squares are finite.
  func requireInRange() throws(StatisticsError) {
    for (index, value) in self.enumerated() {
      guard value.magnitude <= 0x1p500 else { throw .outOfRange(value: value, index: index) }
    }
  }

  /// Throws unless every value is in range and so far above zero that no quotient of two overflows or vanishes.
  func requirePositive() throws(StatisticsError) {
    try requireInRange()
    for (index, value) in self.enumerated() {
      guard value >= 0x1p-500 else { throw .notPositive(value: value, index: index) }
    }
  }
}
