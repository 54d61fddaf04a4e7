import Histogram

/// How long units took, in buckets that merge across trials and machines by adding.
package enum LatencyHistogram {
  /// Durations from `low` to `high` nanoseconds, both included.
  package struct Bucket: Sendable, Equatable {
    package var low: UInt64
    package var high: UInt64
    package var count: Int
  }

  /// Three significant digits from a microsecond to a minute (Gil Tene's HdrHistogram); what is longer counts as a minute.
  package static func buckets(of nanoseconds: [Int64]) -> [Bucket] {
    let longest: UInt64 = 60_000_000_000
    var histogram = Histogram<UInt32>(
      lowestDiscernibleValue: 1000, highestTrackableValue: longest, numberOfSignificantValueDigits: .three)
    for duration in nanoseconds { histogram.record(min(UInt64(max(0, duration)), longest)) }
    return histogram.recordedValues().map { step in
      let range = histogram.equivalentRangeForValue(step.value)
      return Bucket(low: range.lowerBound, high: range.upperBound, count: Int(step.count))
    }
  }
}
