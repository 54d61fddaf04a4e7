import Histogram
import PageProtocol

/// Durations, summed up: exact mean and maximum, quantiles to three digits.
struct DurationRecorder: Sendable {
  // A tenth of a microsecond is what an answer without a delay takes; delays end at an hour.
  private var histogram = Histogram<UInt64>(
    lowestDiscernibleValue: 100, highestTrackableValue: highest, numberOfSignificantValueDigits: .three)
  private var sum: UInt64 = 0
  private var longest: UInt64 = 0

  private static let highest: UInt64 = 2 * 3600 * 1_000_000_000

  mutating func record(nanoseconds: UInt64) {
    histogram.record(min(nanoseconds, Self.highest))
    sum &+= nanoseconds
    longest = max(longest, nanoseconds)
  }

  mutating func add(_ other: DurationRecorder) {
    histogram.add(other.histogram)
    sum &+= other.sum
    longest = max(longest, other.longest)
  }

  var summary: ServerStatistics.DurationSummary {
    guard histogram.totalCount > 0 else { return ServerStatistics.DurationSummary() }
    // The histogram answers with the upper edge of a bucket, which may lie above everything recorded.
    func quantile(_ percent: Double) -> Double { seconds(min(histogram.valueAtPercentile(percent), longest)) }
    return ServerStatistics.DurationSummary(
      mean: seconds(sum) / Double(histogram.totalCount), p50: quantile(50), p90: quantile(90), p99: quantile(99),
      max: seconds(longest))
  }

  private func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) * 1e-9 }
}
