package import Experiments
package import Strategies
package import Trial

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

/// Every strategy of a load once, in random order; where verdicts are about it, its reference a second time.
package struct PlannedBlock: Sendable, Equatable {
  /// The place of its load among the schedule's.
  package var loadIndex: Int
  /// From 1.
  package var number: Int
  package var trials: [PlannedTrial]

  package init(loadIndex: Int, number: Int, trials: [PlannedTrial]) {
    self.loadIndex = loadIndex
    self.number = number
    self.trials = trials
  }
}

/// A load with everything about it that is known before the first trial.
package struct PlannedLoad: Sendable {
  package var experiment: Experiment
  package var resolved: ResolvedLoad
  /// Blocks that run in any case.
  package var blocks: Int
  /// The most blocks, if more are needed for narrow intervals.
  package var mostBlocks: Int
  /// The strategies that run, each with what is expected of it.
  package var predictions: [(strategy: StrategyName, prediction: Prediction)]
  package var leftOut: [LeftOut]
  /// Whether verdicts are about it.
  package var isHeadline: Bool

  package var spec: LoadSpec { resolved.spec }

  package var id: LoadID { LoadID(experiment: experiment.name, load: spec.name) }

  /// Who runs a second time in each block, to see what chance alone does.
  package var control: StrategyName { spec.control ?? experiment.reference }

  /// What is expected of a strategy that runs; nil for one that does not.
  package func prediction(for strategy: StrategyName) -> Prediction? {
    predictions.first { $0.strategy == strategy }?.prediction
  }

  /// What to ask of the runner for one trial.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    resolved.request(for: strategy, on: machine)
  }
}
