import Statistics
import Workload

extension ExperimentResults {
  /// What a strategy's trials under a load took, in seconds, by the number of the block: trials of one block ran within
  /// the same minutes, so they belong together.
  func runtimesByBlock(of strategy: StrategyName, in load: RunPlan.LoadPlan) -> [Int: Double] {
    let role: Role = strategy == plan.reference ? .reference : .candidate
    return run.values[
      .init(
        experiment: plan.name, load: load.name, strategy: strategy, role: role, quantity: Quantity(.runtime).name)]
  }
}

extension Figure {
  /// The mean of what each block says by itself, and Student's interval for it: blocks are independent of each other, what is
  /// in one block is not.
  ///
  /// - Parameter values: one of each block, each from so many trials.
  /// - Returns: nil without a block; without an interval if there is only one.
  static func overBlocks(
    _ strategy: StrategyName, _ name: String, unit: String, _ values: [Double], trialsPerBlock: Int
  ) -> Figure? {
    guard let sample = try? Sample(values) else { return nil }
    var figure = Figure(strategy, name, unit: unit, sample.mean, trials: trialsPerBlock * values.count)
    if let deviation = sample.standardDeviation,
      let t = studentTQuantile(0.975, degreesOfFreedom: Double(values.count - 1))
    {
      let half = t * deviation / Double(values.count).squareRoot()
      figure.low = sample.mean - half
      figure.high = sample.mean + half
    }
    return figure
  }
}
