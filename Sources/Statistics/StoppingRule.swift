import Glibc

/// When a headline load has enough blocks: when its intervals are narrow, never because something became significant.
///
/// Ten looks at a p-value, stopping at the first below 5 %, find a difference where there is none 19 % of the time
/// (Armitage, McPherson & Rowe, Journal of the Royal Statistical Society A 132 (1969)). The width of an interval says
/// nothing about where it lies.
package struct StoppingRule: Equatable, Sendable {
  /// The number of blocks at the first look.
  package var firstLook = 20
  /// The number of blocks between looks, at least 1.
  package var interval = 5
  /// The number of blocks at which to stop in any case.
  package var maximum = 60
  /// The half-width of a ratio's interval that is narrow enough, as a ratio: 1.05 for ±5 %.
  package var precision = 1.05

  /// The rule of the full profile.
  package init() {}

  /// Whether there are enough blocks because every primary contrast's interval is narrow enough. Looks only at the
  /// numbers of blocks that the rule names, so that it always sees the same data.
  ///
  /// - Parameters:
  ///   - blocks: the number of complete blocks.
  ///   - logIntervals: the primary contrasts' intervals of ln ratio. One that is undefined is infinitely wide; if there
  ///     are no contrasts at all, there is nothing to make more precise.
  package func isPrecise(blocks: Int, logIntervals: [ConfidenceInterval?]) -> Bool {
    guard stride(from: firstLook, to: maximum, by: max(1, interval)).contains(blocks) else { return false }
    let widest = logIntervals.map { $0?.halfWidth ?? .infinity }.max() ?? 0
    return widest <= log(precision)
  }
}
