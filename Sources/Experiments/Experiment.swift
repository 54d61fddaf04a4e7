package import Strategies
package import Trial

/// One question and all that is needed to answer it, as data: the engine knows none by name.
package struct Experiment: Sendable {
  package var name: String
  package var section: Section
  package var question: String
  package var participants: Participants
  /// What the others are compared with; it also runs twice a block, as its own control.
  package var reference: StrategyName
  package var headline: Headline
  /// The only comparisons that ever get a verdict.
  package var primaryContrasts: [Contrast]
  /// The points of the grid that a profile measures, some of them as many as a machine has cores.
  package var loads: @Sendable (Profile, Machine) -> [LoadSpec]
  /// Drawn before the data.
  package var predict: @Sendable (Situation) -> Prediction
  /// What is measured beyond what every trial is measured by: from a trial, and what it was asked to do.
  package var furtherMetrics: @Sendable (TrialResult, ResolvedLoad) -> [Measurement]
  /// What it finds out from all its trials together.
  package var estimates: @Sendable (ExperimentResults) -> [Estimate]
  /// What the summary divides a runtime by.
  package var ideal: Ideal
  /// How to find the capacity that loads take a share of; nil where none does.
  package var capacityProbe: CapacityProbe?
  /// Columns of the summary beyond those of every experiment.
  package var furtherColumns: [SummaryColumn]
  /// What its charts show of each trial, over the sweeps that its loads name (``LoadSpec/sweeps``): rows of `series.csv`.
  package var shows: [ShownNumber]
  /// The mechanism behind the prediction, in words.
  package var explanation: String

  package init(
    name: String, section: Section, question: String, strategies: [StrategyName],
    doesNotApply: [StrategyName: String] = [:], reference: StrategyName,
    headline: Headline, primaryContrasts: [Contrast], loads: @escaping @Sendable (Profile, Machine) -> [LoadSpec],
    predict: @escaping @Sendable (Situation) -> Prediction,
    furtherMetrics: @escaping @Sendable (TrialResult, ResolvedLoad) -> [Measurement] = { _, _ in [] },
    estimates: @escaping @Sendable (ExperimentResults) -> [Estimate] = { _ in [] }, ideal: Ideal,
    capacityProbe: CapacityProbe? = nil, furtherColumns: [SummaryColumn] = [], shows: [ShownNumber],
    explanation: String
  ) {
    self.name = name
    self.section = section
    self.question = question
    participants = Participants(
      strategies, butNot: doesNotApply.mapValues { "does not apply: \($0)" }, others: "is not part of this question")
    self.reference = reference
    self.headline = headline
    self.primaryContrasts = primaryContrasts
    self.loads = loads
    self.predict = predict
    self.furtherMetrics = furtherMetrics
    self.estimates = estimates
    self.ideal = ideal
    self.capacityProbe = capacityProbe
    self.furtherColumns = furtherColumns
    self.shows = shows
    self.explanation = explanation
  }

  /// In the order in which results list them.
  package var strategies: [StrategyName] { participants.strategies }

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
    package var load: ResolvedLoad
    package var machine: Machine
    /// What the experiment's strategies can do, if it asks for that.
    package var capacity: Capacity?

    package init(strategy: StrategyName, load: ResolvedLoad, machine: Machine, capacity: Capacity? = nil) {
      self.strategy = strategy
      self.load = load
      self.machine = machine
      self.capacity = capacity
    }

    /// What the strategy has to run units on.
    package var workers: WorkerPool { machine.workers(of: strategy, limit: load.spec.concurrency) }
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

/// One heading of the article; its experiments belong to it.
package struct Section: Sendable, Hashable {
  /// What the command line calls it.
  package let name: String
  package let title: String

  package static let blocking = Section(name: "blocking", title: "The problem: blocking")
  package static let async = Section(name: "async", title: "A solution: async")
  package static let parallelism = Section(name: "parallelism", title: "Async/await & parallelism")
  package static let threads = Section(name: "threads", title: "How threads differ")
}
