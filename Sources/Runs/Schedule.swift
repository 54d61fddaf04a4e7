package import Experiments
import PageProtocol
import Statistics
package import Strategies

/// Which trials a run makes, and in which order. The same choices and seed give the same schedule.
package struct Schedule: Sendable {
  package let choices: RunChoices
  package let machine: Machine
  package let loads: [PlannedLoad]
  package let blocks: [PlannedBlock]

  /// - Throws: ``NothingToRun`` if no strategy is left.
  package init(_ choices: RunChoices, machine: Machine) throws(NothingToRun) {
    self.choices = choices
    self.machine = machine
    self.loads = choices.experiments.flatMap { experiment in
      let capacity = choices.capacity(of: experiment)
      return experiment.loads(choices.profile, machine)
        .filter { !choices.controlOnly || experiment.decisiveLoads.contains($0.name) }
        .map { PlannedLoad($0.offered(of: capacity), of: experiment, choices, machine, capacity) }
    }
    var blocks: [PlannedBlock] = []
    // By rounds, one block of each load: whenever a run ends, every load has had its share, and what drifts in the
    // machine meets all of them.
    for number in 1...max(1, loads.map(\.mostBlocks).max() ?? 1) {
      for (index, load) in loads.enumerated() where number <= load.mostBlocks && !load.predictions.isEmpty {
        blocks.append(PlannedBlock(loadIndex: index, number: number, trials: load.trials(ofBlock: number, choices.seed)))
      }
    }
    self.blocks = blocks
    if blocks.isEmpty { throw NothingToRun() }
  }

  /// None of the chosen experiments has any of the chosen strategies, at a load that it can bear.
  package struct NothingToRun: Error, CustomStringConvertible {
    package var description: String { "none of the chosen experiments runs any of the chosen strategies" }
  }
}

/// What a run is asked to do.
package struct RunChoices: Sendable {
  package var experiments: [Experiment]
  package var profile: Profile
  /// The only strategies to run; empty for all.
  package var strategies: [StrategyName]
  /// Blocks of every load instead of the profile's; at least 1.
  package var blocks: Int?
  package var seed: UInt64
  /// Only the references, each against itself, at the loads that verdicts are about.
  package var controlOnly: Bool
  /// How many units a load has, where that was found out by trying (``Calibration``).
  package var units: [LoadID: Int]
  /// What the strategies of an experiment can do, by its name, where that was found out by trying.
  package var capacities: [String: Capacity]
  /// What could not be found out so that a guess was kept, and why: ``calibrationFacts``.
  package var notCalibrated: [String: String] = [:]

  package init(
    experiments: [Experiment], profile: Profile, strategies: [StrategyName] = [], blocks: Int? = nil, seed: UInt64 = 1,
    controlOnly: Bool = false, units: [LoadID: Int] = [:], capacities: [String: Capacity] = [:]
  ) {
    self.experiments = experiments
    self.profile = profile
    self.strategies = strategies
    self.blocks = blocks
    self.seed = seed
    self.controlOnly = controlOnly
    self.units = units
    self.capacities = capacities
  }

  /// What an experiment's strategies can do; what is expected of them until it has been measured.
  fileprivate func capacity(of experiment: Experiment) -> Capacity? {
    guard let probe = experiment.capacityProbe else { return nil }
    return capacities[experiment.name] ?? probe.expectedCapacity(of: strategies(of: experiment))
  }

  /// The strategies of an experiment that are to run.
  func strategies(of experiment: Experiment) -> [StrategyName] {
    experiment.strategies.filter { includes($0, of: experiment) }
  }

  fileprivate func includes(_ strategy: StrategyName, of experiment: Experiment, in load: LoadSpec? = nil) -> Bool {
    if controlOnly { return strategy == load?.control ?? experiment.reference }
    return strategies.isEmpty || strategies.contains(strategy)
  }

  /// Blocks that can decide whether a machine is still, whatever the profile.
  private static let controlBlocks = 12

  /// - Returns: the blocks that a load gets in any case, and the most, if its intervals stay wide.
  fileprivate func blocks(decisive: Bool) -> ClosedRange<Int> {
    if let blocks { return blocks...blocks }
    if controlOnly {
      let count = max(Self.controlBlocks, profile.headlineBlocks)
      return count...count
    }
    guard decisive else { return profile.otherBlocks...profile.otherBlocks }
    return profile.headlineBlocks...(profile.stopping?.maximum ?? profile.headlineBlocks)
  }
}

extension PlannedLoad {
  fileprivate init(
    _ load: LoadSpec, of experiment: Experiment, _ choices: RunChoices, _ machine: Machine, _ capacity: Capacity?
  ) {
    var load = load
    load.units = choices.units[LoadID(experiment: experiment.name, load: load.name)] ?? load.units
    let resolved = ResolvedLoad(load, seed: DerivedSeed.seed(choices.seed, experiment.name, load.name))
    self.experiment = experiment
    self.resolved = resolved
    self.isHeadline = experiment.decisiveLoads.contains(load.name)
    let blocks = choices.blocks(decisive: isHeadline)
    self.blocks = min(load.mostBlocks, blocks.lowerBound)
    self.mostBlocks = min(load.mostBlocks, blocks.upperBound)
    self.predictions = []
    self.leftOut = []
    let named = experiment.participants.explained + experiment.strategies
    for strategy in named where choices.includes(strategy, of: experiment, in: load) {
      switch experiment.participation(
        of: strategy, in: resolved, on: machine, capacity: capacity,
        longestSeconds: choices.profile.longestTrialSeconds)
      {
      case .runs(let prediction): predictions.append((strategy, prediction))
      case .leftOut(let reason): leftOut.append(LeftOut(strategy: strategy, reason: reason))
      }
    }
  }

  fileprivate func trials(ofBlock number: Int, _ seed: UInt64) -> [PlannedTrial] {
    var entries: [(strategy: StrategyName, role: Role)] = []
    for (strategy, _) in predictions {
      let isReference = strategy == experiment.reference
      entries.append((strategy, isReference ? .reference : .candidate))
      // What gets no verdict, or has a single block, needs no measure of chance.
      if strategy == control && isHeadline && spec.mostBlocks > 1 { entries.append((strategy, .control)) }
    }
    var generator = SeededGenerator(seed: DerivedSeed.seed(seed, experiment.name, spec.name, "block \(number)"))
    return generator.permutation(of: entries).enumerated().map { place, entry in
      PlannedTrial(strategy: entry.strategy, role: entry.role, position: place + 1)
    }
  }
}
