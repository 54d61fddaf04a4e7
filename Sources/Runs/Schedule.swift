package import Experiments
import PageProtocol
import Statistics
package import Strategies

/// The trials of a run, in order. The same choices, seed and machine give the same schedule.
package struct Schedule: Sendable {
  /// The choices that were scheduled.
  package let choices: RunChoices
  /// The machine that the predictions are for.
  package let machine: Machine
  /// The loads of all experiments, also those at which no strategy runs.
  package let loads: [PlannedLoad]
  /// In the order in which they run.
  package let blocks: [PlannedBlock]

  /// Plans the loads, predicts each strategy's runtime, and draws the order of every block.
  ///
  /// - Throws: ``Impossible`` if no strategy is left, or there are more blocks than a run can have.
  package init(_ choices: RunChoices, machine: Machine) throws(Impossible) {
    self.choices = choices
    self.machine = machine
    self.loads = choices.experiments.flatMap { experiment in
      let capacity = choices.capacity(of: experiment)
      return experiment.loads(choices.profile, machine)
        .filter { !choices.controlOnly || experiment.decisiveLoads.contains($0.name) }
        .map { PlannedLoad($0.offered(of: capacity), of: experiment, choices, machine, capacity) }
    }
    let count = loads.reduce(0) { $0 + ($1.predictions.isEmpty ? 0 : $1.mostBlocks) }
    guard count <= RunLimits.mostBlocks else {
      throw Impossible(description: "a run can have \(RunLimits.mostBlocks) blocks, and these are \(count)")
    }
    var blocks: [PlannedBlock] = []
    // In rounds of one block per load: a run that ends early has blocks of every load, and a drift of the machine
    // affects all loads.
    for number in 1...max(1, loads.map(\.mostBlocks).max() ?? 1) {
      for (index, load) in loads.enumerated() where number <= load.mostBlocks && !load.predictions.isEmpty {
        let trials = load.trials(ofBlock: number, choices.seed)
        blocks.append(PlannedBlock(loadIndex: index, number: number, trials: trials))
      }
    }
    self.blocks = blocks
    if blocks.isEmpty {
      throw Impossible(description: "none of the chosen experiments runs any of the chosen strategies")
    }
  }

  /// There is no schedule for the choices.
  package struct Impossible: Error, CustomStringConvertible {
    /// Why, as a clause.
    package let description: String
  }
}

/// What the user chose for a run, and the results of its calibration.
package struct RunChoices: Sendable {
  /// The experiments to run, in order.
  package var experiments: [Experiment]
  /// How many blocks and how long trials the run has.
  package var profile: Profile
  /// The only strategies to run; empty for all.
  package var strategies: [StrategyName]
  /// The blocks of every load, at least 1; nil: as the profile says.
  package var blocks: Int?
  /// All random choices of the run are derived from it.
  package var seed: UInt64
  /// Whether only the references run, each against itself, at the decisive loads.
  package var controlOnly: Bool
  /// The calibrated number of units of each load that has one (``Calibration``).
  package var units: [LoadID: Int]
  /// The measured capacities of the strategies, by the experiment's name.
  package var capacities: [String: Capacity]
  /// What could not be calibrated and keeps its default, with the reason.
  package var notCalibrated: [String: String] = [:]

  /// Choices, calibrated if `units` and `capacities` are given.
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

  /// The measured capacities of an experiment's strategies, or before the calibration the expected ones; nil if no load
  /// depends on them.
  fileprivate func capacity(of experiment: Experiment) -> Capacity? {
    guard let probe = experiment.capacityProbe else { return nil }
    return capacities[experiment.name] ?? probe.expectedCapacity(of: strategies(of: experiment))
  }

  /// The chosen strategies of an experiment.
  func strategies(of experiment: Experiment) -> [StrategyName] {
    experiment.strategies.filter { includes($0, of: experiment) }
  }

  fileprivate func includes(_ strategy: StrategyName, of experiment: Experiment, in load: LoadSpec? = nil) -> Bool {
    if controlOnly { return strategy == load?.control ?? experiment.reference }
    return strategies.isEmpty || strategies.contains(strategy)
  }

  /// Enough blocks to decide whether a machine is quiet, under every profile.
  private static let controlBlocks = 12

  /// - Returns: from the blocks that a load gets in any case to those that it gets if its intervals stay wide.
  fileprivate func blocks(decisive: Bool, repeated: Bool) -> ClosedRange<Int> {
    if let blocks { return blocks...blocks }
    if controlOnly {
      let count = max(Self.controlBlocks, profile.headlineBlocks)
      return count...count
    }
    if decisive { return profile.headlineBlocks...(profile.stopping?.maximum ?? profile.headlineBlocks) }
    let count = repeated && profile != .quick ? profile.headlineBlocks : profile.otherBlocks
    return count...count
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
    self.capacity = capacity
    self.isDecisive = experiment.decisiveLoads.contains(load.name)
    let blocks = choices.blocks(decisive: isDecisive, repeated: load.isRepeatedAsHeadline)
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
      // A load without verdict, or with a single block, needs no control.
      if strategy == control && isDecisive && spec.mostBlocks > 1 { entries.append((strategy, .control)) }
    }
    var generator = SeededGenerator(seed: DerivedSeed.seed(seed, experiment.name, spec.name, "block \(number)"))
    return generator.permutation(of: entries).enumerated().map { place, entry in
      PlannedTrial(strategy: entry.strategy, role: entry.role, position: place + 1)
    }
  }
}
