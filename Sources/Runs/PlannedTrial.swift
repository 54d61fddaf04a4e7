import Experiments
package import Workload

/// What a trial's strategy is to its experiment.
package enum Role: String, Sendable, Codable {
  case reference
  case candidate
  /// The reference once more under another label: what differs between the two is noise.
  case control
}

/// One trial's place in a run.
package struct PlannedTrial: Sendable, Equatable {
  package var strategy: StrategyName
  package var role: Role
  /// Its place in its block, from 1.
  package var position: Int

  package init(strategy: StrategyName, role: Role, position: Int) {
    self.strategy = strategy
    self.role = role
    self.position = position
  }
}

/// Every strategy of a cell once, in random order; where verdicts are about it, its reference a second time.
package struct PlannedBlock: Sendable, Equatable {
  /// Which of the schedule's cells.
  package var cell: Int
  /// From 1.
  package var number: Int
  package var trials: [PlannedTrial]

  package init(cell: Int, number: Int, trials: [PlannedTrial]) {
    self.cell = cell
    self.number = number
    self.trials = trials
  }
}

/// A cell with everything about it that is known before the first trial.
package struct PlannedCell: Sendable {
  package var experiment: Experiment
  package var resolved: ResolvedCell
  /// Blocks that run in any case.
  package var blocks: Int
  /// The most blocks, if more are needed for narrow intervals.
  package var mostBlocks: Int
  /// The strategies that run, each with what is expected of it.
  package var predictions: [(strategy: StrategyName, prediction: Prediction)]
  package var leftOut: [LeftOut]
  /// Whether verdicts are about it.
  package var isHeadline: Bool

  package var cell: Cell { resolved.cell }

  /// A strategy that the experiment has but this load has not, and why.
  package struct LeftOut: Sendable, Codable, Equatable {
    package var strategy: StrategyName
    package var reason: String

    /// A line for each reason, with all strategies that it keeps away.
    static func lines(_ all: [LeftOut]) -> [String] {
      var reasons: [String] = []
      for item in all where !reasons.contains(item.reason) { reasons.append(item.reason) }
      return reasons.map { reason in
        let names = all.filter { $0.reason == reason }.map(\.strategy.rawValue)
        return "\(names.joined(separator: ", ")) left out: \(reason)"
      }
    }
  }

  /// Who runs a second time in each block, to see what chance alone does.
  package var control: StrategyName { cell.control ?? experiment.reference }

  /// What is expected of a strategy that runs; nil for one that does not.
  package func prediction(for strategy: StrategyName) -> Prediction? {
    predictions.first { $0.strategy == strategy }?.prediction
  }
}
