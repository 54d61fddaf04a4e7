import Experiments
import Statistics

/// Decides how many blocks a decisive load gets: it has enough when the confidence intervals of the experiment's
/// primary contrasts are narrow. Whether a contrast is significant plays no role, so stopping early does not favour any
/// verdict.
struct Precision: Sendable {
  private let rule: StoppingRule?
  private var values: BlockValues
  /// The experiments whose decisive loads need no more blocks.
  private(set) var reached: Set<String> = []

  init(_ profile: Profile, from values: BlockValues) {
    rule = profile.stopping
    self.values = values
  }

  /// Adds the measurements of a valid block.
  mutating func add(_ block: FinishedBlock, in load: PlannedLoad) {
    guard rule != nil, load.isDecisive else { return }
    let wanted = Set(load.experiment.headline.quantities)
    for trial in block.trials {
      for item in trial.measurements where wanted.contains(item.quantity) {
        values.add(
          item.value, to: .init(load.id, trial.planned.strategy, trial.planned.role, quantity: item.quantity.name),
          block: block.planned.number)
      }
    }
  }

  /// Whether a block is still needed; true for the loads and blocks that run in any case.
  ///
  /// The rule checks the intervals only every so many blocks, and then uses the blocks before this one of all the
  /// experiment's loads. So an interrupted and resumed run decides as an uninterrupted one.
  mutating func needs(_ block: PlannedBlock, in load: PlannedLoad) -> Bool {
    guard let rule, load.isDecisive, block.number > load.blocks else { return true }
    let experiment = load.experiment
    if reached.contains(experiment.name) { return false }
    let before = block.number - 1
    if rule.isPrecise(blocks: before, logIntervals: logIntervals(experiment, through: before)) {
      reached.insert(experiment.name)
      return false
    }
    return true
  }

  /// The intervals of all primary contrasts that have values.
  private func logIntervals(_ experiment: Experiment, through last: Int) -> [ConfidenceInterval?] {
    let setting = BlockValues.Setting(
      experiment: experiment.name, headlineLoad: experiment.headline.load, reference: experiment.reference)
    return experiment.primaryContrasts.flatMap { contrast in
      experiment.headline.quantities.compactMap { quantity in
        let pairs = values.pairs(contrast, quantity.name, in: setting, through: last)
        // A contrast whose strategy was left out, or whose values have no ratio, does not become more precise.
        guard let effect = pairs.effect else { return nil }
        return .some(effect.logInterval)
      }
    }
  }
}
