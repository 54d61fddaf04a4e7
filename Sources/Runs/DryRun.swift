package import Experiments
import Foundation
package import Strategies
package import TextFormats
import Workload

/// What a run would do, and how long it would take.
package struct DryRun: Sendable, Codable, Equatable {
  /// The profile of the choices.
  package var profile: Profile
  /// The seed of the choices.
  package var seed: UInt64
  /// The trials of all ``blocks``.
  package var trials: Int
  /// The upper limit of blocks, all loads together.
  package var blocks: Int
  /// Seconds if all ``blocks`` run, calibration included.
  package var estimatedSeconds: Double
  /// Seconds if all intervals are narrow at the first check, calibration included.
  package var leastEstimatedSeconds: Double
  /// Seconds of the calibration before the first block; 0 if there is none.
  package var calibrationSeconds: Double
  /// In the schedule's order.
  package var loads: [Load]

  /// What the run would do at one load.
  package struct Load: Sendable, Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The load's name.
    package var load: String
    /// The upper limit of blocks.
    package var blocks: Int
    /// How many blocks run in any case.
    package var leastBlocks: Int
    /// Seconds of all ``blocks``.
    package var estimatedSeconds: Double
    /// The trials of the first block, in the order in which they run.
    package var trials: [Trial]
    /// The strategies that do not run, with the reasons.
    package var leftOut: [LeftOut]
  }

  /// One trial of a block.
  package struct Trial: Sendable, Codable, Equatable {
    /// The strategy that runs.
    package var strategy: StrategyName
    /// Why the strategy runs in this trial.
    package var role: Role
    /// The predicted runtime.
    package var predictedSeconds: Double
  }

  /// What a run of that schedule would do.
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

  /// The loads and the total as JSON, aligned text or Markdown, with a newline at the end.
  ///
  /// - Throws: what `JSONEncoder` throws.
  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .json:
      return try PrettyJSON.text(self) + "\n"
    case .text: return texts(\.aligned) + total
    case .markdown: return texts(\.markdown) + total
    }
  }

  private func texts(_ format: (Table) -> String) -> String {
    var printed: Set<String> = []
    return loads.map { load in
      // A reason that holds for several loads of an experiment is printed with the first of them only.
      let new = LeftOut.lines(load.leftOut).filter { printed.insert("\(load.experiment) \($0)").inserted }
      return text(load, absences: new, format)
    }.joined()
  }

  private func text(_ load: Load, absences lines: [String], _ format: (Table) -> String) -> String {
    let range = load.leastBlocks < load.blocks ? "\(load.leastBlocks) to " : ""
    let count = range + NumberText.count(load.blocks, "block")
    var table = Table(["trial", "predicted runtime"])
    for trial in load.trials {
      table.append([
        trial.strategy.rawValue + (trial.role == .control ? " (control)" : ""),
        NumberText.seconds(trial.predictedSeconds),
      ])
    }
    let absences = lines.map { $0 + "\n" }.joined()
    let time = "about \(NumberText.wholeSeconds(load.estimatedSeconds))\(range.isEmpty ? "" : " at most")"
    return "\(load.experiment) \(load.load), \(count), \(time)\n\n" + format(table) + "\n" + absences
      + (absences.isEmpty ? "" : "\n")
  }

  private var total: String {
    let calibration =
      calibrationSeconds > 0 ? ", with \(NumberText.wholeSeconds(calibrationSeconds)) of calibration before them" : ""
    let time = TimeEstimate.text(leastEstimatedSeconds, estimatedSeconds) + calibration
    return "\(trials) trials in \(blocks) blocks, \(time); seed \(seed), profile \(profile.rawValue)\n"
  }
}
