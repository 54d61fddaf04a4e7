import Foundation
package import Workload

/// What a run would do and how long that would take.
package struct DryRun: Sendable, Codable, Equatable {
  package var profile: Profile
  package var seed: UInt64
  package var trials: Int
  package var blocks: Int
  /// The most; ``leastEstimatedSeconds`` if all intervals are narrow at the first look.
  package var estimatedSeconds: Double
  package var leastEstimatedSeconds: Double
  package var loads: [Load]

  package struct Load: Sendable, Codable, Equatable {
    package var experiment: String
    package var load: String
    /// The most; `leastBlocks` in any case.
    package var blocks: Int
    package var leastBlocks: Int
    package var estimatedSeconds: Double
    /// Of the first block, in the order in which they run.
    package var trials: [Trial]
    package var leftOut: [PlannedCell.LeftOut]
  }

  package struct Trial: Sendable, Codable, Equatable {
    package var strategy: StrategyName
    package var role: Role
    package var predictedSeconds: Double
  }

  package init(_ schedule: Schedule) {
    profile = schedule.choices.profile
    seed = schedule.choices.seed
    trials = schedule.blocks.reduce(0) { $0 + $1.trials.count }
    blocks = schedule.blocks.count
    estimatedSeconds = schedule.seconds
    leastEstimatedSeconds = schedule.leastSeconds
    loads = schedule.cells.enumerated().map { index, cell in
      let own = schedule.blocks.filter { $0.cell == index }
      return Load(
        experiment: cell.experiment.name, load: cell.cell.name, blocks: own.count,
        leastBlocks: min(cell.blocks, own.count),
        estimatedSeconds: own.reduce(0) { $0 + schedule.seconds(of: $1) },
        trials: (own.first?.trials ?? []).map {
          Trial(
            strategy: $0.strategy, role: $0.role, predictedSeconds: cell.prediction(for: $0.strategy)?.runtime ?? 0)
        },
        leftOut: cell.leftOut)
    }
  }

  package func formatted(_ format: SummaryFormat) throws -> String {
    switch format {
    case .json:
      return try PrettyJSON.text(self) + "\n"
    case .text: return loads.map { text($0, \.aligned) }.joined() + total
    case .markdown: return loads.map { text($0, \.markdown) }.joined() + total
    }
  }

  private func text(_ load: Load, _ format: (Table) -> String) -> String {
    let range = load.leastBlocks < load.blocks ? "\(load.leastBlocks) to " : ""
    let count = "\(range)\(load.blocks) block\(load.blocks == 1 ? "" : "s")"
    var table = Table(["trial", "predicted runtime"])
    for trial in load.trials {
      table.append([
        trial.strategy.rawValue + (trial.role == .control ? " (control)" : ""), Text.seconds(trial.predictedSeconds),
      ])
    }
    let absences = load.leftOut.map { "\($0.strategy.rawValue) left out: \($0.reason)\n" }.joined()
    return
      "\(load.experiment) \(load.load), \(count), about \(Text.wholeSeconds(load.estimatedSeconds))\(range.isEmpty ? "" : " at most")\n\n"
      + format(table) + "\n" + absences + (absences.isEmpty ? "" : "\n")
  }

  private var total: String {
    "\(trials) trials in \(blocks) blocks, \(TimeEstimate.text(leastEstimatedSeconds, estimatedSeconds)); seed \(seed), profile \(profile.rawValue)\n"
  }
}
