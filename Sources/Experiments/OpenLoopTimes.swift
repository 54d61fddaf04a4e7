import Statistics
package import Trial
internal import Workload

/// The times of an open loop's units, in nanoseconds each.
///
/// A unit that was unfinished at the end is censored: it counts with the time that it had taken by then, a lower bound.
/// Leaving out the slowest units would make a strategy look faster than it is.
package struct OpenLoopTimes: Sendable {
  /// Done − intended: the response time.
  package private(set) var response: [Int64] = []
  /// Done − start: the service time, of units that began.
  package private(set) var service: [Int64] = []
  /// Start − intended: how late the unit began.
  package private(set) var lag: [Int64] = []
  /// The number of units that were unfinished at the end.
  package private(set) var censored = 0
  /// Achieved ÷ offered rate while units arrive; nil if they arrive for no longer than a unit takes.
  package private(set) var achievedRatio: Double?

  /// With an achieved ratio below this, a strategy is saturated: its times grow as long as the trial goes on.
  package static let leastAchieved = 0.99

  /// Nil for a closed loop: its units have no intended times.
  ///
  /// - Parameters:
  ///   - rows: in the order of arrival.
  ///   - end: the end of the trial, in nanoseconds of the rows' clock (CLOCK_MONOTONIC).
  package init?(_ rows: some Collection<UnitRow>, end: Int64) {
    guard let first = rows.first?.intendedNanoseconds, first != 0 else { return nil }
    var last = first
    for row in rows {
      last = max(last, row.intendedNanoseconds)
      if row.timesEnded == 0 || row.fault == Fault.cancelled.rawValue { censored += 1 }
      if row.timesEnded > 0 {
        service.append(row.durationNanoseconds)
        lag.append(row.startNanoseconds - row.intendedNanoseconds)
        response.append(row.doneNanoseconds - row.intendedNanoseconds)
      } else {
        lag.append(end - row.intendedNanoseconds)
        response.append(end - row.intendedNanoseconds)
      }
    }
    achievedRatio = Self.achievedRatio(rows, from: first, to: last, service: service)
  }

  /// Units done ÷ units arrived. The last arrival ends the count of units done, and a median service time before it
  /// ends the count of units arrived, because later ones cannot be done by then. So the ratio of a strategy that keeps
  /// up is 1.
  private static func achievedRatio(
    _ rows: some Collection<UnitRow>, from first: Int64, to last: Int64, service: [Int64]
  ) -> Double? {
    let sorted = service.sorted()
    guard !sorted.isEmpty else { return last > first ? 0 : nil }
    let cut = Quantile.p50.value(ofSorted: sorted)
    let arrived = rows.count { $0.intendedNanoseconds <= last - cut }
    guard last - first > cut, arrived > 0 else { return nil }
    let done = rows.count {
      $0.timesEnded > 0 && $0.fault != Fault.cancelled.rawValue && $0.doneNanoseconds <= last
    }
    return Double(done) / Double(arrived)
  }

  /// ``Metric/censored``, ``Metric/achievedRatio`` and ``Metric/saturated`` of the trial.
  var measurements: [Measurement] {
    var all = [Measurement(.censored, Double(censored), count: response.count)]
    if let achievedRatio {
      all.append(Measurement(.achievedRatio, achievedRatio, count: response.count))
      all.append(Measurement(.saturated, achievedRatio < Self.leastAchieved ? 1 : 0, count: response.count))
    }
    return all
  }
}
