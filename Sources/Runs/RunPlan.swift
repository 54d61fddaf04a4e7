package import Experiments
package import Foundation
package import Strategies
import TextFormats
package import Trial
package import Workload

/// `plan.json`: what a run is to do, complete enough to understand and repeat it without the program that made it.
package struct RunPlan: Codable, Equatable {
  /// ``RunFile/schemaVersion`` of the program that wrote it.
  package var schemaVersion: Int
  /// The run's name (``RunID``).
  package var runID: String
  /// How many blocks and how long trials the run has.
  package var profile: Profile
  /// All random choices of the run are derived from it.
  package var seed: UInt64
  /// The only strategies to run; empty for all.
  package var strategies: [StrategyName]?
  /// The blocks of every load; nil: as the profile says.
  package var blocksOfEach: Int?
  /// Whether only the references run, each against itself.
  package var controlOnly: Bool?
  /// The command line, program name included.
  package var arguments: [String]
  /// The machine, with the costs that the calibration measured.
  package var machine: Machine
  /// Seconds of all blocks, without the calibration.
  package var estimatedSeconds: Double
  /// In the order of the choices.
  package var experiments: [ExperimentPlan]
  /// In the order in which they run.
  package var blocks: [BlockPlan]

  /// One experiment of the run: its texts, headline and loads.
  package struct ExperimentPlan: Codable, Equatable {
    /// The experiment's name in the catalogue.
    package var name: String
    /// The name of the catalogue's section.
    package var section: String
    /// The question that the experiment answers.
    package var question: String
    /// Why the results are expected to be as predicted.
    package var explanation: String
    /// The strategy that the others are compared with.
    package var reference: StrategyName
    /// The name of the load that verdicts are based on.
    package var headlineLoad: String
    /// Names of ``Quantity``.
    package var headlineMetrics: [String]
    /// The comparisons that get verdicts.
    package var primaryContrasts: [Experiment.Contrast]
    /// The strategies' units per second, measured before the first block; nil if no load is a share of them.
    package var capacity: Capacity?
    /// In the experiment's order, also loads at which no strategy runs.
    package var loads: [LoadPlan]
  }

  /// One load of an experiment, with everything that was resolved before the first trial.
  package struct LoadPlan: Codable, Equatable {
    /// The load's name in its experiment.
    package var name: String
    /// The load's name in sentences; nil if that is ``name``.
    package var title: String?
    /// The strategy that runs twice per block; nil: the experiment's reference.
    package var control: StrategyName?
    /// What a unit consists of.
    package var work: TrialPlan.Work
    /// How many units a trial has.
    package var units: Int
    /// The limit of units in flight.
    package var concurrency: Int
    /// When units arrive in an open loop; nil: a closed loop.
    package var arrivals: Arrivals?
    /// Whether fetches reuse connections.
    package var connections: ConnectionPolicy
    /// Whether the page server speaks TLS.
    package var tls: Bool
    /// Bytes of the largest page.
    package var pageBytes: Int
    /// The mean delay of the pages.
    package var serverDelaySeconds: Double
    /// The seed of the load's delays and arrivals.
    package var seed: UInt64
    /// How many blocks run in any case.
    package var blocks: Int
    /// The upper limit of blocks; nil if that is ``blocks``.
    package var mostBlocks: Int?
    /// Whether the calibration chose the number of units.
    package var unitsAreCalibrated: Bool?
    /// The strategies that run, with their predictions.
    package var strategies: [Expectation]
    /// The strategies that do not run, with the reasons.
    package var leftOut: [LeftOut]
  }

  /// The predicted runtime of a strategy at a load.
  package struct Expectation: Codable, Equatable {
    /// The strategy that runs.
    package var strategy: StrategyName
    /// The predicted runtime of one trial.
    package var runtimePredictedSeconds: Double
  }

  /// One block, in the order of the run.
  package struct BlockPlan: Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The load's name.
    package var load: String
    /// The block's number, from 1.
    package var block: Int
    /// The strategies in the order in which they run, the control marked as such.
    package var order: [String]
  }

  /// The plan of a schedule.
  package init(_ schedule: Schedule, runID: String, arguments: [String]) {
    self.schemaVersion = RunFile.schemaVersion
    self.runID = runID
    self.profile = schedule.choices.profile
    self.seed = schedule.choices.seed
    self.strategies = schedule.choices.strategies
    self.blocksOfEach = schedule.choices.blocks
    self.controlOnly = schedule.choices.controlOnly
    self.arguments = arguments
    self.machine = schedule.machine
    self.estimatedSeconds = schedule.seconds
    self.experiments = schedule.choices.experiments.map { experiment in
      ExperimentPlan(
        experiment, capacity: schedule.choices.capacities[experiment.name],
        planned: schedule.loads.filter { $0.experiment.name == experiment.name })
    }
    self.blocks = schedule.blocks.map { block in
      let load = schedule.loads[block.loadIndex]
      return BlockPlan(
        experiment: load.experiment.name, load: load.spec.name, block: block.number,
        order: block.trials.map { $0.strategy.rawValue + ($0.role == .control ? " (control)" : "") })
    }
  }

  /// The plan as JSON with sorted keys, with a newline at the end.
  ///
  /// - Throws: what `JSONEncoder` throws.
  package func json() throws -> String {
    try PrettyJSON.text(self) + "\n"
  }
}

/// The name of a run: its start, in UTC, and its profile, such as `2026-11-22T17-05-26Z-quick`.
package enum RunID {
  /// The name of a run that starts at `date`, without the colons of ISO 8601, which are awkward in paths.
  package static func text(for date: Date, profile: Profile) -> String {
    date.formatted(.iso8601).replacing(":", with: "-") + "-" + profile.rawValue
  }
}

extension RunPlan.ExperimentPlan {
  fileprivate init(_ experiment: Experiment, capacity: Capacity?, planned: [PlannedLoad]) {
    self.capacity = capacity
    name = experiment.name
    section = experiment.section.name
    question = experiment.question
    explanation = experiment.explanation
    reference = experiment.reference
    headlineLoad = experiment.headline.load
    headlineMetrics = experiment.headline.quantities.map(\.name)
    primaryContrasts = experiment.primaryContrasts
    loads = planned.map { load in
      RunPlan.LoadPlan(
        name: load.spec.name, title: load.spec.title, control: load.spec.control, work: load.spec.work,
        units: load.spec.units, concurrency: load.spec.concurrency,
        arrivals: load.resolved.arrivals,
        connections: load.spec.connections, tls: load.spec.tls, pageBytes: load.spec.pages.largestPageBytes,
        serverDelaySeconds: load.spec.pages.meanDelaySeconds, seed: load.resolved.seed, blocks: load.blocks,
        mostBlocks: load.mostBlocks > load.blocks ? load.mostBlocks : nil,
        unitsAreCalibrated: load.spec.unitsAreCalibrated,
        strategies: load.predictions.map { .init(strategy: $0, runtimePredictedSeconds: $1.runtime) },
        leftOut: load.leftOut)
    }
  }
}
