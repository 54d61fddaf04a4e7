import Trial
package import Workload

/// One question and all that is needed to answer it, as data: the engine knows none by name.
package struct Experiment: Sendable {
  package var name: String
  package var section: Section
  package var question: String
  package var strategies: [StrategyName]
  /// Strategies that cannot take part, and why.
  package var doesNotApply: [StrategyName: String]
  /// What the others are compared with; it also runs twice a block, as its own control.
  package var reference: StrategyName
  package var headline: Headline
  /// The only comparisons that ever get a verdict.
  package var primaryContrasts: [Contrast]
  /// The points of the grid that a profile measures, some of them as many as a machine has cores.
  package var cells: @Sendable (Profile, Machine) -> [Cell]
  /// Drawn before the data.
  package var predict: @Sendable (Situation) -> Prediction
  /// What is measured beyond what every trial is measured by: from a trial, and what it was asked to do.
  package var furtherMetrics: @Sendable (TrialResult, ResolvedCell) -> [Measurement]
  /// What it finds out from all its trials together.
  package var figures: @Sendable (ExperimentResults) -> [Figure]
  /// What the summary divides a runtime by.
  package var ideal: Ideal
  /// How to find the capacity that loads take a share of; nil where none does.
  package var capacityProbe: CapacityProbe?
  /// Columns of the summary beyond those of every experiment.
  package var furtherColumns: [SummaryColumn]
  /// The mechanism behind the prediction, in words.
  package var explanation: String

  package init(
    name: String, section: Section, question: String, strategies: [StrategyName],
    doesNotApply: [StrategyName: String] = [:], reference: StrategyName,
    headline: Headline, primaryContrasts: [Contrast], cells: @escaping @Sendable (Profile, Machine) -> [Cell],
    predict: @escaping @Sendable (Situation) -> Prediction,
    furtherMetrics: @escaping @Sendable (TrialResult, ResolvedCell) -> [Measurement] = { _, _ in [] },
    figures: @escaping @Sendable (ExperimentResults) -> [Figure] = { _ in [] }, ideal: Ideal,
    capacityProbe: CapacityProbe? = nil, furtherColumns: [SummaryColumn] = [], explanation: String
  ) {
    self.name = name
    self.section = section
    self.question = question
    self.strategies = strategies
    self.doesNotApply = doesNotApply
    self.reference = reference
    self.headline = headline
    self.primaryContrasts = primaryContrasts
    self.cells = cells
    self.predict = predict
    self.furtherMetrics = furtherMetrics
    self.figures = figures
    self.ideal = ideal
    self.capacityProbe = capacityProbe
    self.furtherColumns = furtherColumns
    self.explanation = explanation
  }

  /// What the best possible runtime of a load is.
  package enum Ideal: String, Sendable, Codable {
    /// The trial's own slowest unit.
    case slowest
    /// The mean delay that is asked of the server.
    case delay
  }

  /// What a prediction may depend on.
  package struct Situation: Sendable {
    package var strategy: StrategyName
    package var cell: ResolvedCell
    package var machine: Machine
    /// What the experiment's strategies can do, if it asks for that.
    package var capacity: Capacity?

    package init(strategy: StrategyName, cell: ResolvedCell, machine: Machine, capacity: Capacity? = nil) {
      self.strategy = strategy
      self.cell = cell
      self.machine = machine
      self.capacity = capacity
    }

    /// What the strategy has to run units on.
    package var workers: WorkerPool { machine.workers(of: strategy, limit: cell.cell.concurrency) }
  }
}

/// What an experiment expects of one strategy under one load.
package struct Prediction: Sendable, Equatable {
  /// Seconds.
  package var runtime: Double
  /// What else it expects.
  package var further: [Measurement]
  /// What a trial took on two cores once, in seconds, where that is far from the prediction; for timetables only, because a
  /// prediction that is told the answer cannot be contradicted.
  package var seen: Double?

  package init(runtime: Double, further: [Measurement] = [], seen: Double? = nil) {
    self.runtime = runtime
    self.further = further
    self.seen = seen
  }
}
