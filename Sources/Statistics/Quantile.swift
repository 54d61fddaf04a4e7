/// The quantiles that result files state of a trial's units.
package enum Quantile: CaseIterable, Sendable {
  /// The median.
  case p50
  /// The 90th percentile.
  case p90
  /// The 99th percentile.
  case p99
  /// The 99.9th percentile.
  case p999

  /// The name in result files, such as `p99_9`.
  package var name: String {
    switch self {
    case .p50: "p50"
    case .p90: "p90"
    case .p99: "p99"
    case .p999: "p99_9"
    }
  }

  /// The probability in whole thousandths, so that no decision depends on how 0.9 is rounded.
  package var perMille: Int {
    switch self {
    case .p50: 500
    case .p90: 900
    case .p99: 990
    case .p999: 999
    }
  }

  /// Whether `count` values support this quantile: at least 20 of them have to lie beyond it.
  package func isSupported(by count: Int) -> Bool { count * (1000 - perMille) >= 20 * 1000 }

  /// The nearest-rank quantile: the smallest value such that at least this share of all values is at most as large.
  ///
  /// Type 1 of Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996). It is
  /// always one of the values, so it also serves values that cannot be averaged.
  ///
  /// - Parameter sorted: in ascending order, not empty.
  package func value<Value>(ofSorted sorted: [Value]) -> Value {
    sorted[max(1, (sorted.count * perMille + 999) / 1000) - 1]
  }
}
