package import Experiments
import Foundation
package import Strategies
import TextFormats
package import Trial
package import Workload

/// `plan.json`: what a run set out to do, so that it can be read, and repeated, without the program that made it.
package struct RunPlan: Codable, Equatable {
  package var schemaVersion: Int
  package var runID: String
  package var profile: Profile
  package var seed: UInt64
  /// The only strategies; empty for all.
  package var strategies: [StrategyName]?
  /// Blocks of every load, where they are not the profile's.
  package var blocksOfEach: Int?
  /// Whether only the references run, against themselves.
  package var controlOnly: Bool?
  /// The command line.
  package var arguments: [String]
  package var machine: Machine
  package var estimatedSeconds: Double
  package var experiments: [ExperimentPlan]
  package var blocks: [BlockPlan]

  package struct ExperimentPlan: Codable, Equatable {
    package var name: String
    package var section: String
    package var question: String
    package var explanation: String
    package var reference: StrategyName
    package var headlineLoad: String
    /// Names of ``Quantity``.
    package var headlineMetrics: [String]
    package var primaryContrasts: [Experiment.Contrast]
    /// What the strategies could do before the first block, where loads are a share of that.
    package var capacity: Capacity?
    package var loads: [LoadPlan]
  }

  package struct LoadPlan: Codable, Equatable {
    package var name: String
    /// What sentences call it; left out where that is its name.
    package var title: String?
    /// Who runs twice a block, where that is not the experiment's reference.
    package var control: StrategyName?
    /// What a unit is made of.
    package var work: TrialPlan.Work
    package var units: Int
    package var concurrency: Int
    /// When units arrive, in an open loop; left out of a closed one.
    package var arrivals: Arrivals?
    package var connections: ConnectionPolicy
    package var tls: Bool
    package var pageBytes: Int
    package var serverDelaySeconds: Double
    package var seed: UInt64
    package var blocks: Int
    /// The most blocks, where it depends on how narrow the intervals are.
    package var mostBlocks: Int?
    /// Whether the units were counted so that the reference takes about half a second.
    package var unitsAreCalibrated: Bool?
    package var strategies: [Expectation]
    package var leftOut: [LeftOut]
  }

  package struct Expectation: Codable, Equatable {
    package var strategy: StrategyName
    package var runtimePredictedSeconds: Double
  }

  package struct BlockPlan: Codable, Equatable {
    package var experiment: String
    package var load: String
    package var block: Int
    /// Strategies in the order they run; the control says so.
    package var order: [String]
  }

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

  /// As JSON with its keys in order.
  package func json() throws -> String {
    try PrettyJSON.text(self) + "\n"
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
