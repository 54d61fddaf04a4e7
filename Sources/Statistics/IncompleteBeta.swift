import Glibc

/// The regularised incomplete beta function Iₓ(a, b), in 0…1.
///
/// By the continued fraction of DLMF 8.17.22, evaluated from the front by the modified Lentz method (Thompson &
/// Barnett, Journal of Computational Physics 64 (1986)), on the side of x = (a + 1)/(a + b + 2) where it converges
/// fast, and by Iₓ(a, b) = 1 − I₁₋ₓ(b, a) on the other (DLMF 8.17.4).
///
/// - Parameters:
///   - x: in 0…1.
///   - complement: 1 − x, given apart because near x = 1 the subtraction would lose it.
///   - a: positive.
///   - b: positive.
func regularizedIncompleteBeta(x: Double, complement: Double, a: Double, b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  let logPrefactor = a * log(x) + b * log(complement) - logBeta(a, b)
  if x < (a + 1) / (a + b + 2) {
    return exp(logPrefactor) * betaContinuedFraction(x: x, a: a, b: b) / a
  }
  return 1 - exp(logPrefactor) * betaContinuedFraction(x: complement, a: b, b: a) / b
}

/// ln B(a, b).
private func logBeta(_ a: Double, _ b: Double) -> Double {
  // The reentrant form: plain `lgamma` writes a global.
  var sign: Int32 = 0
  return lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign)
}

/// 1/(1 + d₁/(1 + d₂/(1 + …))) with the dₘ of DLMF 8.17.23.
private func betaContinuedFraction(x: Double, a: Double, b: Double) -> Double {
  let tiny = Double.leastNormalMagnitude
  func awayFromZero(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }

  var numerator = 1.0
  var denominator = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
  var fraction = denominator
  // It takes O(√max(a, b)) terms: this is far more than 10⁵ degrees of freedom need.
  for term in 1...10_000 {
    let m = Double(term)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    var change = 1.0
    for d in [even, odd] {
      denominator = 1 / awayFromZero(1 + d * denominator)
      numerator = awayFromZero(1 + d / numerator)
      change = denominator * numerator
      fraction *= change
    }
    if (change - 1).magnitude < 1e-15 { break }
  }
  return fraction
}
