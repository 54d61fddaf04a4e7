import Trial

/// How long trials are expected to take, with all that is around them.
package enum TimeEstimate {
  /// Starting and ending a worker and a server, and the sampling, in seconds.
  private static let processes = 0.1
  /// Making a certificate, in seconds.
  private static let certificate = 0.1
  /// Opening a connection before the barrier and closing it, at both ends, in seconds.
  private static let connection = 150e-6

  /// From least to most seconds, in words.
  static func text(_ least: Double, _ most: Double) -> String {
    least == most
      ? "about \(Text.wholeSeconds(most))"
      : "\(Text.wholeSeconds(least)) to \(Text.wholeSeconds(most)), as fast as intervals narrow"
  }

  /// Seconds that one trial takes from its start to the next one's.
  package static func seconds(of trial: PlannedTrial, in cell: PlannedCell, on machine: Machine) -> Double {
    let runtime = cell.prediction(for: trial.strategy)?.runtime ?? 0
    let inFlight = machine.unitsInFlight(trial.strategy, units: cell.cell.units, limit: cell.cell.concurrency)
    let warm = cell.cell.work.fetches ? inFlight : 0
    // Where trials are cancelled, what is left is counted a while later.
    let counting = cell.cell.cancellation.map { $0.censusAt + TrialPlan.Cancellation.graceSeconds } ?? 0
    return max(runtime, counting) + processes + (cell.cell.tls ? certificate : 0) + Double(warm) * connection
  }
}

extension Schedule {
  /// Seconds that a block takes.
  package func seconds(of block: PlannedBlock) -> Double {
    block.trials.reduce(0) { $0 + TimeEstimate.seconds(of: $1, in: cells[block.cell], on: machine) }
  }

  /// Seconds that the blocks take that run in any case.
  package var leastSeconds: Double {
    blocks.reduce(0) { $0 + ($1.number <= cells[$1.cell].blocks ? seconds(of: $1) : 0) }
  }

  /// Seconds that all blocks take, also those that run only if intervals stay wide.
  package var seconds: Double { blocks.reduce(0) { $0 + seconds(of: $1) } }
}
