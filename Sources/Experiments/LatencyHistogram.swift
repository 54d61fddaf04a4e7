import Histogram

/// How long a trial's units took, in buckets that merge across trials and machines by adding.
package struct LatencyHistogram: Sendable {
  /// What was taken of each unit: its latency, or of an open loop its response, service or lag.
  package var metric: Metric
  /// Ascending, without those that are empty.
  package var buckets: [Bucket]

  /// Durations from `low` to `high` nanoseconds, both included.
  package struct Bucket: Sendable, Equatable {
    package var low: UInt64
    package var high: UInt64
    package var count: Int
  }

  /// Three significant digits from a microsecond to a minute (Gil Tene's HdrHistogram); what is longer counts as a minute.
  package init(_ metric: Metric, nanoseconds: [Int64]) {
    let longest: UInt64 = 60_000_000_000
    var histogram = Histogram<UInt32>(
      lowestDiscernibleValue: 1000, highestTrackableValue: longest, numberOfSignificantValueDigits: .three)
    for duration in nanoseconds { histogram.record(min(UInt64(max(0, duration)), longest)) }
    self.metric = metric
    buckets = histogram.recordedValues().map { step in
      let range = histogram.equivalentRangeForValue(step.value)
      return Bucket(low: range.lowerBound, high: range.upperBound, count: Int(step.count))
    }
  }
}
