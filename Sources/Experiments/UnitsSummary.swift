import Histogram
package import Statistics
package import Trial

/// What a trial's rows say about how long its units took. Its size does not depend on how many there are.
package struct UnitsSummary: Sendable {
  /// Units that ended, with or without fault.
  package private(set) var ended = 0
  /// The sum of their durations, in seconds.
  package private(set) var cumulative = 0.0
  /// The unit that took longest, by its place in the load, and its duration in seconds.
  package private(set) var slowest: (unit: Int, seconds: Double)?
  private var nanoseconds = Histogram<UInt64>(
    lowestDiscernibleValue: 1_000, highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)

  package init(_ rows: some Collection<UnitRow>) {
    nanoseconds.autoResize = true
    for (unit, row) in rows.enumerated() where row.timesEnded > 0 {
      let duration = max(0, row.durationNanoseconds)
      let seconds = Double(duration) * 1e-9
      ended += 1
      cumulative += seconds
      if seconds > slowest?.seconds ?? -1 { slowest = (unit, seconds) }
      nanoseconds.record(UInt64(duration))
    }
  }

  /// In seconds; nil where no unit ended.
  package var mean: Double? { ended == 0 ? nil : cumulative / Double(ended) }

  /// The duration in seconds, to three digits, that this share of the units did not exceed; nil where the units are too few
  /// to say (``Quantile/isSupported(by:)``).
  package func latency(_ quantile: Quantile) -> Double? {
    guard quantile.isSupported(by: ended) else { return nil }
    return Double(nanoseconds.valueAtPercentile(Double(quantile.perMille) / 10)) * 1e-9
  }
}
