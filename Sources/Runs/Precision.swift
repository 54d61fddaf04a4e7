import Experiments
import Statistics

/// Watches how narrow the intervals of a run's primary contrasts have become, and says when a headline load has enough
/// blocks: when they are narrow, never because something became significant.
struct Precision: Sendable {
  private let rule: StoppingRule?
  private var values: BlockValues
  /// Experiments whose headline loads need no more blocks.
  private(set) var reached: Set<String> = []

  init(_ profile: Profile, from values: BlockValues) {
    rule = profile.stopping
    self.values = values
  }

  /// Takes in what a block measured that counts.
  mutating func add(_ block: FinishedBlock, in load: PlannedLoad) {
    guard rule != nil, load.isHeadline else { return }
    let wanted = Set(load.experiment.headline.quantities)
    for trial in block.trials {
      for item in trial.measurements where wanted.contains(item.quantity) {
        values.add(
          item.value, to: .init(load.id, trial.planned.strategy, trial.planned.role, quantity: item.quantity.name),
          block: block.planned.number)
      }
    }
  }

  /// Whether a block of a headline load is one too many. It looks only when all loads of the experiment have had as many
  /// blocks as the rule wants between looks, so that it always looks at the same numbers, also when a run is carried on.
  mutating func needs(_ block: PlannedBlock, in load: PlannedLoad) -> Bool {
    guard let rule, load.isHeadline, block.number > load.blocks else { return true }
    let experiment = load.experiment
    if reached.contains(experiment.name) { return false }
    let before = block.number - 1
    if rule.decision(blocks: before, logIntervals: logIntervals(experiment, through: before), timeIsUp: false)
      == .precise
    {
      reached.insert(experiment.name)
      return false
    }
    return true
  }

  /// The intervals of all primary contrasts that have any block.
  private func logIntervals(_ experiment: Experiment, through last: Int) -> [ConfidenceInterval?] {
    let setting = BlockValues.Setting(
      experiment: experiment.name, headlineLoad: experiment.headline.load, reference: experiment.reference)
    return experiment.primaryContrasts.flatMap { contrast in
      experiment.headline.quantities.compactMap { quantity in
        let pairs = values.pairs(contrast, quantity.name, in: setting, through: last)
        // What was left out, or has no ratio, will not become more precise.
        guard let effect = pairs.effect else { return nil }
        return .some(effect.logInterval)
      }
    }
  }
}
