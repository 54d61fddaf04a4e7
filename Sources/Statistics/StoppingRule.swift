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

  /// What to do after a block is complete.
  package enum Decision: Equatable, Sendable {
    /// Measure more, and look again once there are this many blocks.
    case goOn(until: Int)
    /// Every primary contrast's interval is narrow enough.
    case precise
    /// The maximum number of blocks is reached.
    case maximum
    /// The time limit is reached.
    case timeIsUp
  }

  /// Decides whether to measure another block.
  ///
  /// - Parameters:
  ///   - blocks: the number of complete blocks.
  ///   - logIntervals: the primary contrasts' intervals of ln ratio. One that is undefined is infinitely wide; if there
  ///     are no contrasts at all, there is nothing to make more precise.
  ///   - timeIsUp: whether another block would go beyond the time limit.
  package func decision(blocks: Int, logIntervals: [ConfidenceInterval?], timeIsUp: Bool) -> Decision {
    if blocks >= maximum { return .maximum }
    let looks = stride(from: firstLook, through: maximum, by: max(1, interval))
    let widest = logIntervals.map { $0?.halfWidth ?? .infinity }.max() ?? 0
    if looks.contains(blocks) && widest <= log(precision) { return .precise }
    if timeIsUp { return .timeIsUp }
    return .goOn(until: looks.first { $0 > blocks } ?? maximum)
  }
}
