package import Experiments
import Foundation
package import Strategies
package import TextFormats
import Workload

/// What a run would do and how long that would take.
package struct DryRun: Sendable, Codable, Equatable {
  package var profile: Profile
  package var seed: UInt64
  package var trials: Int
  package var blocks: Int
  /// The most, the calibration included; ``leastEstimatedSeconds`` if all intervals are narrow at the first look.
  package var estimatedSeconds: Double
  package var leastEstimatedSeconds: Double
  /// Before the first block.
  package var calibrationSeconds: Double
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
    package var leftOut: [LeftOut]
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
    calibrationSeconds = schedule.calibrationSeconds
    estimatedSeconds = schedule.seconds + calibrationSeconds
    leastEstimatedSeconds = schedule.leastSeconds + calibrationSeconds
    loads = schedule.loads.enumerated().map { index, load in
      let own = schedule.blocks.filter { $0.loadIndex == index }
      return Load(
        experiment: load.experiment.name, load: load.spec.name, blocks: own.count,
        leastBlocks: min(load.blocks, own.count),
        estimatedSeconds: own.reduce(0) { $0 + schedule.seconds(of: $1) },
        trials: (own.first?.trials ?? []).map {
          Trial(
            strategy: $0.strategy, role: $0.role, predictedSeconds: load.prediction(for: $0.strategy)?.runtime ?? 0)
        },
        leftOut: load.leftOut)
    }
  }

  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .json:
      return try PrettyJSON.text(self) + "\n"
    case .text: return texts(\.aligned) + total
    case .markdown: return texts(\.markdown) + total
    }
  }

  private func texts(_ format: (Table) -> String) -> String {
    var said: Set<String> = []
    return loads.map { load in
      // What keeps a strategy away from all loads of an experiment is said with the first of them.
      let new = LeftOut.lines(load.leftOut).filter { said.insert("\(load.experiment) \($0)").inserted }
      return text(load, absences: new, format)
    }.joined()
  }

  private func text(_ load: Load, absences lines: [String], _ format: (Table) -> String) -> String {
    let range = load.leastBlocks < load.blocks ? "\(load.leastBlocks) to " : ""
    let count = "\(range)\(load.blocks) block\(load.blocks == 1 ? "" : "s")"
    var table = Table(["trial", "predicted runtime"])
    for trial in load.trials {
      table.append([
        trial.strategy.rawValue + (trial.role == .control ? " (control)" : ""), NumberText.seconds(trial.predictedSeconds),
      ])
    }
    let absences = lines.map { $0 + "\n" }.joined()
    return
      "\(load.experiment) \(load.load), \(count), about \(NumberText.wholeSeconds(load.estimatedSeconds))\(range.isEmpty ? "" : " at most")\n\n"
      + format(table) + "\n" + absences + (absences.isEmpty ? "" : "\n")
  }

  private var total: String {
    let calibration =
      calibrationSeconds > 0 ? ", with \(NumberText.wholeSeconds(calibrationSeconds)) of calibration before them" : ""
    let time = TimeEstimate.text(leastEstimatedSeconds, estimatedSeconds) + calibration
    return "\(trials) trials in \(blocks) blocks, \(time); seed \(seed), profile \(profile.rawValue)\n"
  }
}
