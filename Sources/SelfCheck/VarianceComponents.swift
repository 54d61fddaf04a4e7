import Glibc
internal import Statistics

/// How much of the scatter of copies belongs to what: the levels of Kalibera & Jones, "Rigorous benchmarking in
/// reasonable time", ISMM 2013, for copies that take turns.
///
/// The process's part includes its memory layout, which differs in every process: addresses are random, and the
/// environment is padded at random. The part of the build's layout is not in it, because all processes run one build.
package struct VarianceComponents: Sendable, Equatable {
  /// Standard deviation of a turn around its process's mean, beyond what all copies of the round have in common; as a
  /// share of the cost.
  package var turn: Double
  /// Standard deviation between processes of a block, as a share; 0 if the turns explain all of it.
  package var process: Double
  /// Standard deviation, within a block, of what all copies of a round have in common: the machine's drift, as a share.
  package var round: Double
  /// Standard deviation between the means of blocks, as a share.
  package var block: Double
  /// The turns of a trial.
  package var turns: Int

  /// - Parameter costs: in each block, for each copy, the cost of each turn; at least two blocks, copies and turns, all
  ///   of the same number, and all costs above 0.
  /// - Returns: nil if there are fewer.
  package init?(_ costs: [[[Double]]]) {
    guard let copies = costs.first?.count, let turns = costs.first?.first?.count, costs.count > 1, copies > 1,
      turns > 1, costs.allSatisfy({ $0.count == copies && $0.allSatisfy { $0.count == turns } })
    else { return nil }
    self.turns = turns
    var (withinTurns, betweenMeans, rounds) = (0.0, 0.0, 0.0)
    var means: [Double] = []
    for block in costs {
      let logs = block.map { $0.map { log($0) } }
      let common = (0..<turns).map { turn in logs.reduce(0) { $0 + $1[turn] } / Double(copies) }
      guard let round = Moments(common) else { return nil }
      means.append(round.mean)
      rounds += round.variance
      for copy in logs {
        guard let own = Moments(zip(copy, common).map { $0 - $1 }) else { return nil }
        betweenMeans += own.mean * own.mean / Double(copies - 1)
        withinTurns += own.variance / Double(copies - 1)
      }
    }
    guard let blocks = Moments(means) else { return nil }
    let count = Double(costs.count)
    let turnVariance = withinTurns / count
    turn = turnVariance.squareRoot()
    process = max(0, betweenMeans / count - turnVariance / Double(turns)).squareRoot()
    round = max(0, rounds / count - turnVariance / Double(copies)).squareRoot()
    block = blocks.variance.squareRoot()
  }

  private struct Moments {
    var mean: Double
    var variance: Double

    /// Nil for fewer than two values, and if one is no finite number.
    init?(_ values: [Double]) {
      guard let sample = try? Sample(values), let deviation = sample.standardDeviation else { return nil }
      mean = sample.mean
      variance = deviation * deviation
    }
  }

  /// The number of turns per process that gives the most precision in a given time.
  ///
  /// - Parameters:
  ///   - secondsPerProcess: what starting, warming up and ending a process takes.
  ///   - secondsPerTurn: what a turn takes.
  /// - Returns: nil if processes do not differ, so that more turns are always better.
  package func bestTurns(secondsPerProcess: Double, secondsPerTurn: Double) -> Double? {
    guard process > 0, secondsPerTurn > 0 else { return nil }
    return (secondsPerProcess / secondsPerTurn).squareRoot() * turn / process
  }

  /// The standard deviation of the ratio of two copies, each with this many turns.
  package func ratio(turns: Int) -> Double {
    (2 * (process * process + turn * turn / Double(max(1, turns)))).squareRoot()
  }
}
