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

/// The t that is exceeded with a probability below one half.
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

/// The same for very many degrees of freedom.
private func nearlyNormalStudentT(upperTail: Double, _ freedom: Double) -> Double? {
  guard let z = normalQuantile(upperTail).map({ -$0 }) else { return nil }
  let square = z * z
  let first = z * (square + 1) / 4
  let second = z * ((5 * square + 16) * square + 3) / 96
  let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
  return z + (first + (second + third / freedom) / freedom) / freedom
}

/// P(T > t) for t ≥ 0.
private func studentTUpperTail(_ t: Double, _ freedom: Double) -> Double {
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
