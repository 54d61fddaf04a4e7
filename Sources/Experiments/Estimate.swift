import TextFormats
package import Workload

/// A number that an experiment draws from many trials together, such as a parameter of a curve fitted to them.
package struct Figure: Sendable, Equatable {
  package var strategy: StrategyName
  /// What the loads that it stands on have in common, such as `stack64KiB`; empty where that is nothing special.
  package var load: String
  /// What it is, such as `usl_contention`.
  package var name: String
  package var unit: String
  package var estimate: Double
  /// The ends of its 95 % interval; nil where there are too few points for one.
  package var low: Double?
  package var high: Double?
  /// How many trials it stands on.
  package var trials: Int

  package init(
    _ strategy: StrategyName, load: String = "", _ name: String, unit: String, _ estimate: Double, low: Double? = nil,
    high: Double? = nil, trials: Int
  ) {
    self.strategy = strategy
    self.load = load
    self.name = name
    self.unit = unit
    self.estimate = estimate
    self.low = low
    self.high = high
    self.trials = trials
  }

  package static let columns = [
    "run_id", "experiment", "strategy", "load", "figure", "unit", "value", "low", "high", "trials",
  ]

  /// `figures.csv`: what the experiments of a run found out from all their trials.
  package static func csv(of experiments: [Experiment], in run: RunResults) -> String {
    var text = CSVText()
    text.append(columns)
    for plan in run.plan.experiments {
      guard let experiment = experiments.first(where: { $0.name == plan.name }) else { continue }
      for figure in experiment.figures(ExperimentResults(run: run, plan: plan)) {
        text.append([
          run.runID, plan.name, figure.strategy.rawValue, figure.load, figure.name, figure.unit, figure.estimate.csv,
          figure.low?.csv ?? "", figure.high?.csv ?? "", "\(figure.trials)",
        ])
      }
    }
    return text.text
  }
}

/// The trials of one experiment of a run.
package struct ExperimentResults: Sendable {
  package let run: RunResults
  package let plan: RunPlan.ExperimentPlan

  package init(run: RunResults, plan: RunPlan.ExperimentPlan) {
    self.run = run
    self.plan = plan
  }

  package var machine: Machine { run.plan.machine }

  /// The strategies that ran, in the catalogue's order.
  package var strategies: [StrategyName] {
    StrategyName.allCases.filter { strategy in plan.loads.contains { $0.runs(strategy) } }
  }

  /// What a strategy's trials under a load took, in seconds, block by block.
  package func runtimes(of strategy: StrategyName, in load: RunPlan.LoadPlan) -> [Double] {
    values(of: .runtime, strategy, in: load)
  }

  /// A metric of a strategy's trials under a load, block by block.
  func values(of metric: Metric, _ strategy: StrategyName, in load: RunPlan.LoadPlan) -> [Double] {
    let role: Role = strategy == plan.reference ? .reference : .candidate
    let values = run.values[
      .init(
        experiment: plan.name, load: load.name, strategy: strategy, role: role, quantity: Quantity(metric).name)]
    return values.keys.sorted().compactMap { values[$0] }
  }
}
