#if canImport(Glibc)
import Glibc
import TextFormats
#endif

/// How long a server takes to answer: a distribution from which each seed draws one value.
///
/// A URL contains it as text: `120ms` or `constant:120ms`, `uniform:50ms:150ms` (from, to), `exponential:100ms` (mean),
/// `pareto:20ms:1.5` (smallest, shape), `two-point:50ms:2s:0.05` (usual, rare, probability of rare). Durations are
/// written as `Duration.init(text:)` reads them.
package enum LatencyProfile: Sendable, Hashable {
  /// Always the same delay.
  case constant(Duration)
  /// Every delay in the range is equally probable; `from` is at most `to`.
  case uniform(from: Duration, to: Duration)
  /// The exponential distribution.
  case exponential(mean: Duration)
  /// The Pareto distribution: a delay exceeds x with probability (smallest ÷ x)^shape. Both parameters are above 0;
  /// with a shape of at most 1 there is no mean.
  case pareto(smallest: Duration, shape: Double)
  /// The delay is `rare` with probability `chance`, 0 to 1, and `usual` otherwise.
  case twoPoint(usual: Duration, rare: Duration, chance: Double)

  /// One hour, the upper limit of every draw: some of the distributions are unbounded.
  package static let longest = Duration.seconds(3600)

  /// The delay that belongs to `seed`, by inversion of the distribution function. The same seed always gives the same
  /// delay.
  package func draw(seed: UInt64) -> Duration {
    if case .constant(let delay) = self { return min(delay, Self.longest) }
    var generator = SeededGenerator(seed: seed)
    let u = generator.nextUnitInterval()
    let seconds: Double =
      switch self {
      case .constant(let delay): delay.seconds
      case .uniform(let from, let to): from.seconds + u * (to.seconds - from.seconds)
      case .exponential(let mean): -mean.seconds * log1p(-u)
      case .pareto(let smallest, let shape): smallest.seconds * pow(1 - u, -1 / shape)
      case .twoPoint(let usual, let rare, let chance): u < chance ? rare.seconds : usual.seconds
      }
    return seconds < Self.longest.seconds ? .nanoseconds(Int64(seconds * 1e9)) : Self.longest
  }
}

extension LatencyProfile: LosslessStringConvertible {
  /// Reads the text form; nil if it is none of those.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    func duration(_ place: Int) -> Duration? { Duration(text: parts[place]) }
    switch (parts[0], parts.count) {
    case (_, 1):
      guard let delay = duration(0) else { return nil }
      self = .constant(delay)
    case ("constant", 2):
      guard let delay = duration(1) else { return nil }
      self = .constant(delay)
    case ("uniform", 3):
      guard let from = duration(1), let to = duration(2), from <= to else { return nil }
      self = .uniform(from: from, to: to)
    case ("exponential", 2):
      guard let mean = duration(1) else { return nil }
      self = .exponential(mean: mean)
    case ("pareto", 3):
      guard let smallest = duration(1), smallest > .zero, let shape = Double(parts[2]), shape > 0, shape.isFinite
      else { return nil }
      self = .pareto(smallest: smallest, shape: shape)
    case ("two-point", 4):
      guard let usual = duration(1), let rare = duration(2), let chance = Double(parts[3]), (0...1).contains(chance)
      else { return nil }
      self = .twoPoint(usual: usual, rare: rare, chance: chance)
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .constant(let delay): delay.text
    case .uniform(let from, let to): "uniform:\(from.text):\(to.text)"
    case .exponential(let mean): "exponential:\(mean.text)"
    case .pareto(let smallest, let shape): "pareto:\(smallest.text):\(shape)"
    case .twoPoint(let usual, let rare, let chance): "two-point:\(usual.text):\(rare.text):\(chance)"
    }
  }
}
