import Glibc

/// The quantile of Student's t distribution: t with P(T ≤ t) = probability.
///
/// P(|T| > t) is Iₓ(ν/2, 1/2) at x = ν/(ν + t²) (Abramowitz & Stegun 26.7.1). It is inverted by Newton's method on t,
/// kept within a bracket that bisection would also shrink. Beyond 10⁵ degrees of freedom, where the logarithms of gamma
/// functions lose their digits, it is the normal quantile corrected by powers of 1/ν (Abramowitz & Stegun 26.7.5).
///
/// - Parameters:
///   - probability: in 0…1, both ends excluded.
///   - degreesOfFreedom: ν, positive and finite, not necessarily whole.
/// - Returns: `nil` if a parameter is outside its range, or t beyond any number.
package func studentTQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double? {
  guard probability > 0, probability < 1, degreesOfFreedom > 0, degreesOfFreedom.isFinite else { return nil }
  if probability == 0.5 { return 0 }
  let upperTail = min(probability, 1 - probability)
  let magnitude =
    degreesOfFreedom > 1e5
    ? nearlyNormalStudentT(upperTail: upperTail, degreesOfFreedom)
    : positiveStudentT(upperTail: upperTail, degreesOfFreedom)
  guard let t = magnitude else { return nil }
  return probability < 0.5 ? -t : t
}

/// The t that is exceeded with a probability `upperTail`, which is below one half.
private func positiveStudentT(upperTail: Double, _ freedom: Double) -> Double? {
  var lower = 0.0
  var upper = 1.0
  while studentTUpperTail(upper, freedom) > upperTail {
    lower = upper
    upper *= 2
    guard upper < 0x1p500 else { return nil }
  }
  var t = (lower + upper) / 2
  // Newton's method doubles the digits each time; bisection alone would need 60 to run out of them.
  for _ in 0..<200 {
    let excess = studentTUpperTail(t, freedom) - upperTail
    if excess > 0 { lower = t } else { upper = t }
    let newton = t + excess / studentTDensity(t, freedom)
    let next = newton > lower && newton < upper ? newton : (lower + upper) / 2
    if (next - t).magnitude <= 1e-15 * t { return next }
    t = next
  }
  return t
}

/// The same for more than 10⁵ degrees of freedom.
private func nearlyNormalStudentT(upperTail: Double, _ freedom: Double) -> Double? {
  guard let z = normalQuantile(upperTail).map({ -$0 }) else { return nil }
  let square = z * z
  let first = z * (square + 1) / 4
  let second = z * ((5 * square + 16) * square + 3) / 96
  let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
  return z + (first + (second + third / freedom) / freedom) / freedom
}

/// P(T > t) for t ≥ 0.
func studentTUpperTail(_ t: Double, _ freedom: Double) -> Double {
  let square = t * t
  let tails = regularizedIncompleteBeta(
    x: freedom / (freedom + square), complement: square / (freedom + square), a: freedom / 2, b: 0.5)
  return tails / 2
}

/// The density at t.
private func studentTDensity(_ t: Double, _ freedom: Double) -> Double {
  var sign: Int32 = 0
  let logScale = lgamma_r((freedom + 1) / 2, &sign) - lgamma_r(freedom / 2, &sign) - log(freedom * .pi) / 2
  return exp(logScale - (freedom + 1) / 2 * log1p(t * t / freedom))
}

/// The regularised incomplete beta function Iₓ(a, b), in 0…1.
///
/// By the continued fraction of DLMF 8.17.22, evaluated from the front by the modified Lentz method (Thompson &
/// Barnett, Journal of Computational Physics 64 (1986)), on the side of x = (a + 1)/(a + b + 2) where it converges
/// fast, and by Iₓ(a, b) = 1 − I₁₋ₓ(b, a) on the other (DLMF 8.17.4).
///
/// - Parameters:
///   - x: in 0…1.
///   - complement: 1 − x, passed separately because near x = 1 the subtraction would lose its digits.
///   - a: positive.
///   - b: positive.
private func regularizedIncompleteBeta(x: Double, complement: Double, a: Double, b: Double) -> Double {
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
