import Experiments
import PageProtocol
import TextFormats
package import Workload

/// Which trials a run makes, and in which order. The same choices and seed give the same schedule.
package struct Schedule: Sendable {
  package let choices: RunChoices
  package let machine: Machine
  package let cells: [PlannedCell]
  package let blocks: [PlannedBlock]

  /// - Throws: ``NothingToRun`` if no strategy is left.
  package init(_ choices: RunChoices, machine: Machine) throws(NothingToRun) {
    self.choices = choices
    self.machine = machine
    self.cells = choices.experiments.flatMap { experiment in
      let capacity = choices.capacity(of: experiment)
      return experiment.cells(choices.profile, machine)
        .filter { !choices.controlOnly || experiment.decisiveCells.contains($0.name) }
        .map { PlannedCell($0.offered(of: capacity), of: experiment, choices, machine, capacity) }
    }
    var blocks: [PlannedBlock] = []
    // By rounds, one block of each cell: whenever a run ends, every cell has had its share, and what drifts in the
    // machine meets all of them.
    for number in 1...max(1, cells.map(\.mostBlocks).max() ?? 1) {
      for (index, cell) in cells.enumerated() where number <= cell.mostBlocks && !cell.predictions.isEmpty {
        blocks.append(PlannedBlock(cell: index, number: number, trials: cell.trials(ofBlock: number, choices.seed)))
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
  /// Blocks of every cell instead of the profile's; at least 1.
  package var blocks: Int?
  package var seed: UInt64
  /// Only the references, each against itself, at the loads that verdicts are about.
  package var controlOnly: Bool
  /// How many units a load has, where that was found out by trying (``Calibration``).
  package var units: [LoadName: Int]
  /// What the strategies of an experiment can do, by its name, where that was found out by trying.
  package var capacities: [String: Capacity]
  /// What could not be found out so that a guess was kept, and why: ``calibrationFacts``.
  package var notCalibrated: [String: String] = [:]

  package init(
    experiments: [Experiment], profile: Profile, strategies: [StrategyName] = [], blocks: Int? = nil, seed: UInt64 = 1,
    controlOnly: Bool = false, units: [LoadName: Int] = [:], capacities: [String: Capacity] = [:]
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

  fileprivate func includes(_ strategy: StrategyName, of experiment: Experiment, in cell: Cell? = nil) -> Bool {
    if controlOnly { return strategy == cell?.control ?? experiment.reference }
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

/// A load of a run.
package struct LoadName: Sendable, Hashable {
  package var experiment: String
  package var load: String

  package init(experiment: String, load: String) {
    self.experiment = experiment
    self.load = load
  }
}

extension PlannedCell {
  fileprivate init(
    _ cell: Cell, of experiment: Experiment, _ choices: RunChoices, _ machine: Machine, _ capacity: Capacity?
  ) {
    var cell = cell
    cell.units = choices.units[LoadName(experiment: experiment.name, load: cell.name)] ?? cell.units
    let resolved = ResolvedCell(cell, seed: DerivedSeed.seed(choices.seed, experiment.name, cell.name))
    self.experiment = experiment
    self.resolved = resolved
    self.isHeadline = experiment.decisiveCells.contains(cell.name)
    let blocks = choices.blocks(decisive: isHeadline)
    self.blocks = min(cell.mostBlocks, blocks.lowerBound)
    self.mostBlocks = min(cell.mostBlocks, blocks.upperBound)
    self.predictions = []
    self.leftOut = []
    for strategy in StrategyName.allCases {
      guard let reason = experiment.doesNotApply[strategy] else { continue }
      leftOut.append(LeftOut(strategy: strategy, reason: "does not apply: \(reason)"))
    }
    let strategies = experiment.strategies.filter { cell.strategies?.contains($0) ?? true }
    for strategy in strategies where choices.includes(strategy, of: experiment, in: cell) {
      let prediction = experiment.predict(
        .init(strategy: strategy, cell: resolved, machine: machine, capacity: capacity))
      let inFlight = machine.mostInFlight(strategy, units: cell.units, limit: cell.concurrency)
      if cell.work.fetches, let obstacle = machine.obstacle(to: strategy, inFlight: inFlight) {
        leftOut.append(LeftOut(strategy: strategy, reason: obstacle))
      } else if prediction.runtime > choices.profile.longestTrialSeconds {
        let limit = choices.profile.longestTrialSeconds
        let reason = "predicted to take \(NumberText.seconds(prediction.runtime)), over \(NumberText.seconds(limit))"
        leftOut.append(LeftOut(strategy: strategy, reason: reason))
      } else {
        predictions.append((strategy, prediction))
      }
    }
  }

  fileprivate func trials(ofBlock number: Int, _ seed: UInt64) -> [PlannedTrial] {
    var entries: [(strategy: StrategyName, role: Role)] = []
    for (strategy, _) in predictions {
      let isReference = strategy == experiment.reference
      entries.append((strategy, isReference ? .reference : .candidate))
      // What gets no verdict, or has a single block, needs no measure of chance.
      if strategy == control && isHeadline && cell.mostBlocks > 1 { entries.append((strategy, .control)) }
    }
    var generator = SeededGenerator(seed: DerivedSeed.seed(seed, experiment.name, cell.name, "block \(number)"))
    return generator.permutation(of: entries).enumerated().map { place, entry in
      PlannedTrial(strategy: entry.strategy, role: entry.role, position: place + 1)
    }
  }
}
