import Foundation

extension Double {
  /// The nearest of the powers of 10^(1 ÷ `steps`): what is measured anew by every run most often comes to the same then,
  /// so that what runs make of it can be compared.
  ///
  /// - Parameter steps: numbers to each power of ten: with 10 they are 26 % apart, with 20 12 %.
  func coarse(stepsPerDecade steps: Double) -> Double { pow(10, (log10(self) * steps).rounded() / steps) }

  /// 4,837 becomes 4,800.
  var withTwoDigits: Double {
    let step = pow(10, log10(self).rounded(.down) - 1)
    return (self / step).rounded() * step
  }
}
