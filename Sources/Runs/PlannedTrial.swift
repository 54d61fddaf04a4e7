package import Experiments
package import Strategies
package import Trial

/// One trial's place in a run.
package struct PlannedTrial: Sendable, Equatable {
  /// The strategy that runs.
  package var strategy: StrategyName
  /// Whether it runs as reference, candidate or control.
  package var role: Role
  /// Its place in its block, from 1.
  package var position: Int

  package init(strategy: StrategyName, role: Role, position: Int) {
    self.strategy = strategy
    self.role = role
    self.position = position
  }
}

/// Every strategy of a load once, in random order; at a decisive load its control a second time.
package struct PlannedBlock: Sendable, Equatable {
  /// The index of its load in ``Schedule/loads``.
  package var loadIndex: Int
  /// From 1.
  package var number: Int
  /// In the order in which they run.
  package var trials: [PlannedTrial]

  package init(loadIndex: Int, number: Int, trials: [PlannedTrial]) {
    self.loadIndex = loadIndex
    self.number = number
    self.trials = trials
  }
}

/// A load with everything about it that is known before the first trial.
package struct PlannedLoad: Sendable {
  /// The experiment that the load belongs to.
  package var experiment: Experiment
  /// The load with its pages, delays and arrivals drawn.
  package var resolved: ResolvedLoad
  /// How many blocks run in any case.
  package var blocks: Int
  /// The upper limit of blocks, reached if the intervals stay wide; at least ``blocks``.
  package var mostBlocks: Int
  /// The strategies that run, each with its prediction, in the experiment's order.
  package var predictions: [(strategy: StrategyName, prediction: Prediction)]
  /// The chosen strategies that do not run at this load, with the reasons.
  package var leftOut: [LeftOut]
  /// Whether verdicts are based on it.
  package var isDecisive: Bool
  /// The capacity of the experiment's strategies; nil if no load depends on it.
  package var capacity: Capacity?

  /// The load as its experiment defines it, with its calibrated number of units.
  package var spec: LoadSpec { resolved.spec }

  /// The load's and its experiment's name.
  package var id: LoadID { LoadID(experiment: experiment.name, load: spec.name) }

  /// The strategy that runs a second time in each block, to measure what chance alone does.
  package var control: StrategyName { spec.control ?? experiment.reference }

  /// The prediction for a strategy; nil if it does not run.
  package func prediction(for strategy: StrategyName) -> Prediction? {
    predictions.first { $0.strategy == strategy }?.prediction
  }

  /// The prediction for a strategy on the machine as it is just before a block.
  package func prediction(for strategy: StrategyName, on machine: Machine) -> Prediction {
    experiment.predict(
      Experiment.Situation(strategy: strategy, load: resolved, machine: machine, capacity: capacity))
  }

  /// The turns that the trials of a block take; nil: they run one after another.
  package var turns: TrialPlan.Turns? { isDecisive ? resolved.turns : nil }

  /// The request to the runner for one trial.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    resolved.request(for: strategy, on: machine, turns: turns)
  }
}
