import Histogram
package import Statistics
package import Trial

/// The durations of a trial's units in buckets. Histograms of several trials or machines are merged by adding counts.
package struct LatencyHistogram: Sendable {
  /// Which duration of a unit: the latency in a closed loop; the response, service or lag in an open one.
  package var metric: Metric
  /// Ascending, without empty ones.
  package var buckets: [Bucket]

  /// The units whose duration is from `low` to `high`.
  package struct Bucket: Sendable, Equatable {
    /// In nanoseconds, included.
    package var low: UInt64
    /// In nanoseconds, included.
    package var high: UInt64
    /// The number of units, at least 1.
    package var count: Int
  }

  /// With three significant digits from a microsecond to a minute (Gil Tene's HdrHistogram).
  ///
  /// - Parameter nanoseconds: one duration per unit; one that is longer than a minute counts as a minute.
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

/// The durations of a trial's units in a few numbers. Its size does not depend on the number of units.
package struct UnitsSummary: Sendable {
  /// The number of units that ended, with or without fault.
  package private(set) var ended = 0
  /// The sum of their durations, in seconds.
  package private(set) var cumulative = 0.0
  /// The unit with the longest duration, by its index in the load, and that duration in seconds; nil if no unit ended.
  package private(set) var slowest: (unit: Int, seconds: Double)?
  /// Requests that were sent again, because a kept connection had ended before it answered.
  package private(set) var repeats = 0
  /// The durations of the units without fault.
  package private(set) var successes = Durations()
  /// The durations of the units with a fault.
  package private(set) var failures = Durations()

  /// How long a unit took on average, from the start of the first to the start of the unit after the first tenth, and
  /// from then to the end of the last, in seconds; nil below 1,000 units, or if one of them did not end.
  package private(set) var pace: (firstTenth: Double, rest: Double)?

  /// - Parameter rows: one per unit, in the units' order; those that did not end are skipped.
  package init(_ rows: some RandomAccessCollection<UnitRow>) {
    var last: Int64 = 0
    defer { pace = pace(rows, end: last) }
    for (unit, row) in rows.enumerated() where row.timesEnded > 0 {
      let duration = max(0, row.durationNanoseconds)
      let seconds = Double(duration) * 1e-9
      ended += 1
      last = max(last, row.doneNanoseconds)
      cumulative += seconds
      repeats += Int(row.repeats)
      if seconds > slowest?.seconds ?? -1 { slowest = (unit, seconds) }
      if row.fault == 0 { successes.add(UInt64(duration)) } else { failures.add(UInt64(duration)) }
    }
  }

  /// Units begin in their order.
  private func pace(_ rows: some RandomAccessCollection<UnitRow>, end: Int64) -> (firstTenth: Double, rest: Double)? {
    let tenth = rows.count / 10
    guard tenth >= 100, ended == rows.count, let start = rows.first?.startNanoseconds else { return nil }
    let border = rows[rows.index(rows.startIndex, offsetBy: tenth)].startNanoseconds
    guard start < border, border < end else { return nil }
    return (
      Double(border - start) * 1e-9 / Double(tenth), Double(end - border) * 1e-9 / Double(rows.count - tenth)
    )
  }

  /// The distribution of some units' durations.
  package struct Durations: Sendable {
    /// The number of units.
    package private(set) var count = 0
    private var seconds = 0.0
    private var longest: UInt64 = 0
    private var nanoseconds = Histogram<UInt64>(
      lowestDiscernibleValue: 1_000, highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)

    fileprivate init() { nanoseconds.autoResize = true }

    fileprivate mutating func add(_ duration: UInt64) {
      count += 1
      seconds += Double(duration) * 1e-9
      longest = Swift.max(longest, duration)
      nanoseconds.record(duration)
    }

    /// The mean duration, in seconds; nil if there is no unit.
    package var mean: Double? { count == 0 ? nil : seconds / Double(count) }

    /// The longest duration, in seconds; nil if there is no unit.
    package var max: Double? { count == 0 ? nil : Double(longest) * 1e-9 }

    /// A quantile of the durations, in seconds, to three digits; nil if there are too few units for it
    /// (``Quantile/isSupported(by:)``).
    package func quantile(_ quantile: Quantile) -> Double? {
      guard quantile.isSupported(by: count) else { return nil }
      return Double(nanoseconds.valueAtPercentile(Double(quantile.perMille) / 10)) * 1e-9
    }
  }
}
