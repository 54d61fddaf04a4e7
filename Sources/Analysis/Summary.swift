package import Experiments
package import Runs
import Statistics
package import Strategies
import TextFormats
package import Workload

/// The results of a run: a table per load, and the verdicts.
package struct Summary: Sendable, Codable, Equatable {
  /// The run's id, as its files have it.
  package var runID: String
  /// The path of the run's folder.
  package var folder: String
  /// The profile by which the run was planned.
  package var profile: Profile
  /// Valid blocks, of all loads.
  package var blocksComplete: Int
  /// Blocks of the schedule, of all loads, without those that were not needed.
  package var blocksPlanned: Int
  /// Remarks on the run as a whole, one sentence each.
  package var remarks: [String]
  /// In the order of the schedule.
  package var loads: [LoadSummary]
  /// The contrasts and controls of every experiment.
  package var verdicts: [Analysis.ExperimentAnalysis]

  /// All strategies under one load.
  package struct LoadSummary: Sendable, Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The experiment's question.
    package var question: String
    /// The load's name.
    package var load: String
    /// Whether verdicts are about this load.
    package var isDecisive: Bool
    /// Units per trial.
    package var units: Int
    /// The most units in flight at once.
    package var concurrency: Int
    /// Units that arrive per second, in an open loop; nil for a closed one.
    package var offeredPerSecond: Double?
    /// Whether requests reuse connections.
    package var connections: ConnectionPolicy
    /// The mean delay that is asked of the server.
    package var serverDelaySeconds: Double
    /// What `ratio` divides the runtime by.
    package var ideal: Experiment.Ideal
    /// Valid blocks.
    package var blocks: Int
    /// The strategies that have trials; the reference has two, the second as control.
    package var strategies: [StrategySummary]
    /// The strategies that do not run under this load, and why.
    package var leftOut: [LeftOut]
  }

  /// One strategy under one load: medians over the blocks, nil if no trial has the number.
  package struct StrategySummary: Sendable, Codable, Equatable {
    /// The strategy's name.
    package var strategy: StrategyName
    /// Whether it is the reference, a candidate, or the control.
    package var role: Role
    /// The runtime of a trial.
    package var runtimeSeconds: Spread
    /// Runtime ÷ the load's ideal.
    package var ratio: Double?
    /// The runtime that the experiment predicts.
    package var predictedSeconds: Double
    /// User and system CPU time of the worker.
    package var cpuSecondsPerUnit: Double?
    /// The most threads of the worker at any moment.
    package var threadsPeak: Double?
    /// Voluntary and involuntary context switches of the worker.
    package var switchesPerUnit: Double?
    /// Nil for a closed loop.
    package var openLoop: OpenLoopSummary?
    /// The experiment's own numbers, by column title.
    package var further: [String: Double]
  }

  /// The times of an open loop: medians over the blocks, in seconds, nil if no trial has the number.
  package struct OpenLoopSummary: Sendable, Codable, Equatable {
    /// Done − intended, the median of the units.
    package var responseP50: Double?
    /// Done − intended, the 99th percentile of the units.
    package var responseP99: Double?
    /// The prediction of `responseP50`.
    package var responseP50Predicted: Double?
    /// The prediction of `responseP99`.
    package var responseP99Predicted: Double?
    /// Done − start, the median of the units.
    package var serviceP50: Double?
    /// Done − start, the 99th percentile of the units.
    package var serviceP99: Double?
    /// Start − intended, the 99th percentile of the units.
    package var lagP99: Double?
    /// Achieved ÷ offered rate.
    package var achievedRatio: Double?
    /// Units that were unfinished at the end of the trial.
    package var censored: Double?

    /// - Parameter median: over the blocks; nil if no trial has the number.
    init(median: (Quantity) -> Double?) {
      responseP50 = median(Quantity(.response, stat: "p50"))
      responseP99 = median(Quantity(.response, stat: "p99"))
      responseP50Predicted = median(Quantity(.responsePredicted, stat: "p50"))
      responseP99Predicted = median(Quantity(.responsePredicted, stat: "p99"))
      serviceP50 = median(Quantity(.service, stat: "p50"))
      serviceP99 = median(Quantity(.service, stat: "p99"))
      lagP99 = median(Quantity(.lag, stat: "p99"))
      achievedRatio = median(Quantity(.achievedRatio))
      censored = median(Quantity(.censored))
    }

    /// Whether the strategy could not keep up, so that its times are lower bounds.
    var isSaturated: Bool { (achievedRatio ?? 1) < OpenLoopTimes.leastAchieved || (censored ?? 0) > 0 }
  }

  /// The median and the range of a number over the blocks.
  package struct Spread: Sendable, Codable, Equatable {
    /// The middle value, or the mean of the middle two.
    package var median: Double
    /// The smallest value.
    package var min: Double
    /// The largest value.
    package var max: Double

    /// Nil if there are no values.
    package init?(_ values: some Collection<Double>) {
      guard let middle = Statistics.median(of: values), let least = values.min(), let most = values.max() else {
        return nil
      }
      median = middle
      min = least
      max = most
    }
  }
}

extension Summary {
  /// Summarises a run that has just ended.
  ///
  /// - Parameters:
  ///   - outcome: how the run ended.
  ///   - schedule: its trials.
  ///   - folder: the run's folder.
  ///   - derived: the results in that folder, and their analysis.
  package init(_ outcome: RunOutcome, of schedule: Schedule, in folder: RunFolder, _ derived: DerivedFiles) {
    runID = folder.runID
    self.folder = folder.path
    profile = schedule.choices.profile
    blocksPlanned = schedule.blocks.count - outcome.notNeeded
    remarks = Self.remarks(outcome, schedule) + (derived.scorecard.sentence.map { [$0] } ?? [])
    loads = schedule.loads.map { LoadSummary($0, derived.results) }
    blocksComplete = loads.reduce(0) { $0 + $1.blocks }
    verdicts = derived.analysis.experiments
  }

  private static func remarks(_ outcome: RunOutcome, _ schedule: Schedule) -> [String] {
    var remarks: [String] = []
    switch outcome.ending {
    case .finished: break
    case .timeLimit:
      remarks.append("The time limit ended the run before \(NumberText.count(outcome.notStarted, "more block")).")
    case .interrupted: remarks.append("Interrupted: only complete blocks are counted.")
    case .failed(let reason): remarks.append("The run failed: \(reason)")
    }
    if outcome.notNeeded > 0 {
      let blocks = NumberText.count(outcome.notNeeded, "block")
      remarks.append("The intervals were narrow enough without \(blocks), which did not run.")
    }
    for block in outcome.givenUp {
      let load = schedule.loads[block.planned.loadIndex]
      remarks.append(
        "Block \(block.planned.number) of \(load.experiment.name) \(load.spec.name) is missing after "
          + "\(ExperimentRun.attempts) invalid attempts; the last reason: \(block.reason)")
    }
    return remarks
  }
}

extension Summary.LoadSummary {
  fileprivate init(_ planned: PlannedLoad, _ results: RunResults) {
    experiment = planned.experiment.name
    question = planned.experiment.question
    load = planned.spec.name
    isDecisive = planned.isDecisive
    units = planned.spec.units
    concurrency = planned.spec.concurrency
    offeredPerSecond = planned.spec.arrivals?.perSecond
    connections = planned.spec.connections
    serverDelaySeconds = planned.spec.pages.meanDelaySeconds
    ideal = planned.experiment.ideal
    blocks = results.values.blocks(of: planned.id).count
    leftOut = planned.leftOut
    strategies = planned.predictions.flatMap { strategy, prediction in
      [Role.reference, .candidate, .control].compactMap { role in
        Summary.StrategySummary(strategy, role, prediction, in: planned, results)
      }
    }
  }
}

extension Summary.StrategySummary {
  /// Nil if the strategy has no trials in this role.
  fileprivate init?(
    _ strategy: StrategyName, _ role: Role, _ prediction: Prediction, in load: PlannedLoad, _ results: RunResults
  ) {
    func values(_ quantity: Quantity) -> [Int: Double] {
      results.values[.init(load.id, strategy, role, quantity: quantity.name)]
    }
    func median(_ metric: Metric) -> Double? { Summary.Spread(values(Quantity(metric)).values)?.median }
    guard let runtime = Summary.Spread(values(Quantity(.runtime)).values) else { return nil }
    self.strategy = strategy
    self.role = role
    runtimeSeconds = runtime
    predictedSeconds = prediction.runtime
    switch load.experiment.ideal {
    case .slowest: ratio = median(.runtimePerSlowest)
    case .delay:
      let delay = load.spec.pages.meanDelaySeconds
      ratio = delay > 0 ? runtime.median / delay : nil
    }
    cpuSecondsPerUnit = median(.cpuPerUnit)
    threadsPeak = median(.threadsPeak)
    let involuntary = values(Quantity(.switchesInvoluntary))
    let switches = values(Quantity(.switchesVoluntary)).map { block, count in count + (involuntary[block] ?? 0) }
    switchesPerUnit =
      load.spec.units > 0 ? Summary.Spread(switches).map { $0.median / Double(load.spec.units) } : nil
    if load.spec.arrivals != nil {
      openLoop = Summary.OpenLoopSummary { quantity in Summary.Spread(values(quantity).values)?.median }
    }
    further = [:]
    for column in load.experiment.furtherColumns {
      further[column.title] = Summary.Spread(values(column.quantity).values)?.median
    }
  }
}
