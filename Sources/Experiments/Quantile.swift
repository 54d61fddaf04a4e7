/// A quantile of a trial's units that result files may state.
package enum Quantile: CaseIterable, Sendable {
  case p50
  case p90
  case p99
  case p999

  /// As it stands in result files.
  package var name: String {
    switch self {
    case .p50: "p50"
    case .p90: "p90"
    case .p99: "p99"
    case .p999: "p99_9"
    }
  }

  /// In whole thousandths, so that whether there are enough units never hangs on how 0.9 is rounded.
  package var perMille: Int {
    switch self {
    case .p50: 500
    case .p90: 900
    case .p99: 990
    case .p999: 999
    }
  }

  /// Whether so many units say anything about it: at least 20 of them must lie beyond.
  package func isSupported(by count: Int) -> Bool { count * (1000 - perMille) >= 20 * 1000 }

  /// The nearest-rank quantile: the smallest value that at least this share of the values does not exceed.
  ///
  /// - Parameter sorted: ascending, not empty.
  package func value<Value>(ofSorted sorted: [Value]) -> Value {
    sorted[max(1, (sorted.count * perMille + 999) / 1000) - 1]
  }
}
