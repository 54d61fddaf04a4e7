package import Strategies
package import Trial

/// One question, and everything that is needed to answer it, as data. The code that runs and analyses experiments knows
/// none of them by name.
package struct Experiment: Sendable {
  /// As the command line and result files have it, such as `fan-out`. Unique in the catalogue.
  package var name: String
  /// The group that it is listed in.
  package var section: Section
  /// One sentence with a question mark.
  package var question: String
  /// The strategies that take part, and why the others do not.
  package var participants: Participants
  /// The strategy that all others are compared with. It runs twice per block: the second time is its own control.
  package var reference: StrategyName
  /// The load, and the quantities measured there, that verdicts are about.
  package var headline: Headline
  /// The only comparisons that get a verdict.
  package var primaryContrasts: [Contrast]
  /// The loads that a profile measures; some depend on the number of cores.
  package var loads: @Sendable (Profile, Machine) -> [LoadSpec]
  /// The prediction for a strategy under a load, made before anything is measured.
  package var predict: @Sendable (Situation) -> Prediction
  /// Measurements of a trial beyond ``TrialMeasures``, from its result and its load.
  package var furtherMetrics: @Sendable (TrialResult, ResolvedLoad) -> [Measurement]
  /// Numbers that need many trials, such as the parameters of a fitted curve.
  package var estimates: @Sendable (ExperimentResults) -> [Estimate]
  /// The ideal runtime, by which the summary divides the measured one.
  package var ideal: Ideal
  /// How to measure the capacity that ``LoadSpec/offered`` is a share of; nil if no load has such a share.
  package var capacityProbe: CapacityProbe?
  /// Columns of the summary beyond those of every experiment.
  package var furtherColumns: [SummaryColumn]
  /// What its charts show of each trial, over the sweeps that its loads name (``LoadSpec/sweeps``): rows of
  /// `series.csv`.
  package var shows: [ShownNumber]
  /// The mechanism behind the prediction, in words.
  package var explanation: String

  /// Parameters are the properties, except for two that together become ``participants``:
  ///
  /// - Parameters:
  ///   - strategies: those that take part, in the order in which results list them.
  ///   - doesNotApply: reasons why strategies cannot take part, for those where this is not obvious.
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

  /// The names of the loads that verdicts are about, the headline load first.
  package var decisiveLoads: [String] {
    var names = [headline.load]
    for contrast in primaryContrasts {
      for case let load? in [contrast.numerator.load, contrast.denominator.load] where !names.contains(load) {
        names.append(load)
      }
    }
    return names
  }

  /// The best possible runtime of a load.
  package enum Ideal: String, Sendable, Codable {
    /// The duration of the trial's own slowest unit.
    case slowest
    /// The mean delay that is asked of the server.
    case delay
  }

  /// Everything that a prediction may depend on.
  package struct Situation: Sendable {
    /// The strategy to predict for.
    package var strategy: StrategyName
    /// The load with its pages and their delays.
    package var load: ResolvedLoad
    /// The machine that the run is made on.
    package var machine: Machine
    /// The capacity of the experiment's strategies; nil without a ``Experiment/capacityProbe``.
    package var capacity: Capacity?

    package init(strategy: StrategyName, load: ResolvedLoad, machine: Machine, capacity: Capacity? = nil) {
      self.strategy = strategy
      self.load = load
      self.machine = machine
      self.capacity = capacity
    }

    /// The threads, or places in an event loop, that the strategy runs units on under this load.
    package var workers: WorkerPool { machine.workers(of: strategy, limit: load.spec.concurrency) }
  }
}

extension Experiment {
  /// The load, and the quantities measured there, that verdicts are about.
  package struct Headline: Sendable {
    /// The name of the load. Every profile measures it.
    package var load: String
    /// The most important one first.
    package var quantities: [Quantity]

    package init(load: String, quantities: [Quantity]) {
      self.load = load
      self.quantities = quantities
    }

    /// - Parameter metrics: metrics of which a trial has one number.
    package init(load: String, metrics: [Metric]) {
      self.init(load: load, quantities: metrics.map { Quantity($0) })
    }
  }

  /// A comparison: one strategy ÷ another.
  package struct Contrast: Sendable, Equatable, Codable {
    /// The side whose values are divided.
    package var numerator: Side
    /// The side whose values are divided by.
    package var denominator: Side

    package init(_ numerator: Side, over denominator: Side) {
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Both under the headline load.
    package init(_ numerator: StrategyName, over denominator: StrategyName) {
      self.init(Side(numerator), over: Side(denominator))
    }

    /// A strategy under a load.
    package struct Side: Sendable, Hashable {
      /// The strategy whose trials are compared.
      package var strategy: StrategyName
      /// The name of the load; nil for the headline load.
      package var load: String?

      package init(_ strategy: StrategyName, in load: String? = nil) {
        self.strategy = strategy
        self.load = load
      }

      /// As result files have it: `task-group`, or `task-group@c64` with a load.
      package var text: String { strategy.rawValue + (load.map { "@" + $0 } ?? "") }
    }
  }
}

extension Experiment.Contrast.Side: Codable {
  /// From ``text``.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self).split(separator: "@", maxSplits: 1)
    guard let name = parts.first, let strategy = StrategyName(rawValue: String(name)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no strategy of this suite")
    }
    self.init(strategy, in: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// As ``text``.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What an experiment expects of one strategy under one load.
package struct Prediction: Sendable, Equatable {
  /// The runtime of a trial, in seconds.
  package var runtime: Double
  /// Predictions of other metrics, each under the name of ``Metric/predicted``.
  package var further: [Measurement]
  /// The runtime of a trial on a machine with two cores, in seconds, if it was far from the prediction; else nil.
  ///
  /// Only for estimates of how long a run takes. A prediction that is given the result cannot be contradicted by it.
  package var seen: Double?

  package init(runtime: Double, further: [Measurement] = [], seen: Double? = nil) {
    self.runtime = runtime
    self.further = further
    self.seen = seen
  }
}

/// A group of experiments.
package struct Section: Sendable, Hashable {
  /// As the command line has it.
  package let name: String
  /// Its heading in lists.
  package let title: String

  /// One thread that waits for one page after another, and what ends that.
  package static let blocking = Section(name: "blocking", title: "The problem: blocking")
  /// Many pages at once.
  package static let async = Section(name: "async", title: "A solution: async")
  /// Computing on many cores.
  package static let parallelism = Section(name: "parallelism", title: "Async/await & parallelism")
  /// The costs and limits of threads, and of what takes their place.
  package static let threads = Section(name: "threads", title: "How threads differ")
}
