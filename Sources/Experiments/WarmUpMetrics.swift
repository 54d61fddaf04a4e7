import PageProtocol
import Statistics
import Trial

extension Metric {
  /// The cost of a unit in the first round of the warm-up ÷ that in its last rounds: what starting cold costs.
  package static let coldFactor = Metric("cold_factor", unit: "1")
  /// Rounds of the warm-up until the cost of a unit was steady, or the time for it was over.
  package static let warmUpRounds = Metric("warm_up_rounds", unit: "1")
  /// The cost of a unit in the first tenth of the trial ÷ that in the rest: 1 if the trial began warm.
  package static let firstTenth = Metric("first_tenth", unit: "1")
}

/// What the rounds before the barrier show, and whether they were enough.
enum WarmUpMetrics {
  /// A tenth has at least this many units for each that is in flight at once: with fewer it is the burst at the start.
  private static let leastOfEach = 2
  /// The last rounds, whose median is the cost of a warm unit.
  private static let lastRounds = 3

  /// Empty for a trial whose warm-up had no rounds.
  static func measurements(of result: TrialResult) -> [Measurement] {
    guard let rounds = result.roundSecondsPerUnit, let first = rounds.first,
      let warm = median(of: rounds.suffix(lastRounds)), warm > 0
    else { return [] }
    var all = [Measurement(.warmUpRounds, Double(rounds.count))]
    if rounds.count > lastRounds { all.append(Measurement(.coldFactor, first / warm, count: rounds.count)) }
    if let ratio = firstTenth(of: result) { all.append(Measurement(.firstTenth, ratio, count: result.rows.count)) }
    return all
  }

  /// Nil if units arrive at times of their own, or if there are too few.
  private static func firstTenth(of result: TrialResult) -> Double? {
    if let turns = result.record.turns { return firstTenth(of: turns) }
    let ends = result.rows.lazy.filter { $0.timesEnded > 0 && $0.intendedNanoseconds == 0 }.map(\.doneNanoseconds)
      .sorted()
    let count = ends.count / 10
    guard let last = ends.last, count >= leastOfEach * max(10, result.server?.peakInFlight ?? 0) else { return nil }
    let start = result.record.startMonotonicNanoseconds
    let first = Double(ends[count - 1] - start) / Double(count)
    let rest = Double(last - ends[count - 1]) / Double(ends.count - count)
    return rest > 0 ? first / rest : nil
  }

  private static func firstTenth(of turns: [TurnWindow]) -> Double? {
    let count = max(1, turns.count / 10)
    guard turns.count > count, let first = TurnWindow.sum(turns.prefix(count)),
      let rest = TurnWindow.sum(turns.dropFirst(count))
    else { return nil }
    return first.nanosecondsPerUnit / rest.nanosecondsPerUnit
  }
}
