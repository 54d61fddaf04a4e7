import Statistics
package import Trial
internal import Workload

/// What became of an open loop's units, in nanoseconds each.
///
/// What was unfinished when time was over is censored: it counts with the time that it had taken by then, a lower bound, so
/// that leaving out the slowest cannot make anybody look fast.
package struct OpenLoopTimes: Sendable {
  /// Done − intended: the response time.
  package private(set) var response: [Int64] = []
  /// Done − start: how long the unit itself took, of those that began.
  package private(set) var service: [Int64] = []
  /// Start − intended: how late the unit began.
  package private(set) var lag: [Int64] = []
  /// Units that were unfinished when time was over.
  package private(set) var censored = 0
  /// Achieved ÷ offered rate while units arrived; nil where they did so for no longer than a unit takes.
  package private(set) var achievedRatio: Double?

  /// Below this share of what was offered a strategy is saturated: its times grow as long as the trial goes on.
  package static let leastAchieved = 0.99

  /// Nil for a closed loop, whose units have no intended times.
  ///
  /// - Parameters:
  ///   - rows: in the order of arrival.
  ///   - end: when the trial was over, on the rows' clock.
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

  /// The first service time is cut off from the time in which units can be done, and the last one from the time in which
  /// they must have arrived to be done by then: then a strategy that keeps up has done as many as have arrived.
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

  /// The numbers that the whole trial has.
  var measurements: [Measurement] {
    var all = [Measurement(.censored, Double(censored), count: response.count)]
    if let achievedRatio {
      all.append(Measurement(.achievedRatio, achievedRatio, count: response.count))
      all.append(Measurement(.saturated, achievedRatio < Self.leastAchieved ? 1 : 0, count: response.count))
    }
    return all
  }
}
