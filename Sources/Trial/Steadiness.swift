internal import Statistics

/// When a program is warm: when its cost per unit no longer falls.
///
/// Georges, Buytaert and Eeckhout ("Statistically rigorous Java performance evaluation", OOPSLA 2007) wait until the
/// last iterations vary little. On a machine whose noise is larger than what warming up still gains, that would wait
/// for ever, or stop by luck; so this asks for a trend instead (``Statistics/TrendTest``), and the plan bounds the
/// time. As Barrett et al. found ("Virtual machine warmup blows hot and cold", OOPSLA 2017), a program may never become
/// steady.
package enum Steadiness {
  /// How many rounds are looked at, the latest ones.
  package static let window = 6
  /// Costs fall if so few of all orders of the same costs fall as clearly.
  private static let level = 0.1

  /// Whether the costs of the latest rounds show no fall. False for fewer rounds than ``window``.
  ///
  /// - Parameter costs: per unit, of one round after another, in any unit.
  package static func isReached(by costs: [Double]) -> Bool {
    guard costs.count >= window, let trend = TrendTest(Array(costs.suffix(window))) else { return false }
    return trend.pFalling > level
  }
}
