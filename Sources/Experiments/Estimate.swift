internal import Statistics
package import Strategies
package import Trial

/// A number that an experiment estimates from many trials, such as a parameter of a curve fitted to them.
package struct Estimate: Sendable, Equatable {
  /// The strategy whose trials it is estimated from.
  package var strategy: StrategyName
  /// What distinguishes the loads that it is estimated from, such as `stack64KiB`; empty if there is only one kind.
  package var load: String
  /// As result files have it, such as `usl_contention`.
  package var name: String
  /// As ``Metric/unit``.
  package var unit: String
  /// The point estimate, in ``unit``.
  package var value: Double
  /// The lower end of its 95 % interval; nil if there are too few points for an interval.
  package var low: Double?
  /// The upper end of its 95 % interval; nil if there are too few points for an interval.
  package var high: Double?
  /// The number of trials that it is estimated from.
  package var trials: Int

  package init(
    _ strategy: StrategyName, load: String = "", _ name: String, unit: String, _ value: Double, low: Double? = nil,
    high: Double? = nil, trials: Int
  ) {
    self.strategy = strategy
    self.load = load
    self.name = name
    self.unit = unit
    self.value = value
    self.low = low
    self.high = high
    self.trials = trials
  }

  /// The mean over blocks, with Student's interval. Each block gives one value, because blocks are independent of each
  /// other and the trials of one block are not.
  ///
  /// - Parameters:
  ///   - values: one per block.
  ///   - trialsPerBlock: the number of trials behind each of the values.
  /// - Returns: nil without a block; without an interval if there is only one.
  package static func overBlocks(
    _ strategy: StrategyName, _ name: String, unit: String, _ values: [Double], trialsPerBlock: Int
  ) -> Estimate? {
    guard let sample = try? Sample(values) else { return nil }
    var estimate = Estimate(strategy, name, unit: unit, sample.mean, trials: trialsPerBlock * values.count)
    if let deviation = sample.standardDeviation,
      let t = studentTQuantile(0.975, degreesOfFreedom: Double(values.count - 1))
    {
      let half = t * deviation / Double(values.count).squareRoot()
      estimate.low = sample.mean - half
      estimate.high = sample.mean + half
    }
    return estimate
  }
}

/// The valid trials of one experiment, as its ``Experiment/estimates`` get them: values without files or plans.
package struct ExperimentResults: Sendable {
  /// ``Experiment/name``.
  package let experiment: String
  /// The machine that the run was made on.
  package let machine: Machine
  /// The experiment's reference.
  package let reference: StrategyName
  /// In the order in which the run planned them.
  package let loads: [MeasuredLoad]
  private let values: BlockValues

  /// - Parameter values: those of the whole run, or at least of this experiment.
  package init(
    experiment: String, machine: Machine, reference: StrategyName, loads: [MeasuredLoad], values: BlockValues
  ) {
    self.experiment = experiment
    self.machine = machine
    self.reference = reference
    self.loads = loads
    self.values = values
  }

  /// The strategies that ran, in the order of ``Strategies/StrategyName``.
  package var strategies: [StrategyName] {
    StrategyName.allCases.filter { strategy in loads.contains { $0.strategies.contains(strategy) } }
  }

  /// The values of a metric of a strategy under a load, by number of the block. Trials of one block ran within the same
  /// minutes, so their values belong together.
  package func valuesByBlock(of metric: Metric, _ strategy: StrategyName, in load: MeasuredLoad) -> [Int: Double] {
    values[
      BlockValues.Series(
        LoadID(experiment: experiment, load: load.name), strategy, reference: reference,
        quantity: Quantity(metric).name)]
  }

  /// The same values in the order of their blocks.
  package func values(of metric: Metric, _ strategy: StrategyName, in load: MeasuredLoad) -> [Double] {
    valuesByBlock(of: metric, strategy, in: load).sorted { $0.key < $1.key }.map(\.value)
  }
}

/// A load as it was measured.
package struct MeasuredLoad: Sendable {
  /// ``LoadSpec/name``.
  package var name: String
  /// What a unit does.
  package var work: TrialPlan.Work
  /// The number of units N, after calibration.
  package var units: Int
  /// The concurrency limit c.
  package var concurrency: Int
  /// The strategies that took part.
  package var strategies: [StrategyName]

  package init(name: String, work: TrialPlan.Work, units: Int, concurrency: Int, strategies: [StrategyName]) {
    self.name = name
    self.work = work
    self.units = units
    self.concurrency = concurrency
    self.strategies = strategies
  }
}

extension ExperimentResults {
  /// The increase of metrics per additional unit, as estimates such as `rss_slope`: the slope of the least-squares line
  /// of a metric over the number of units, per strategy and per family of loads that differ only in that number.
  package func slopes(of metrics: [Metric]) -> [Estimate] {
    families.flatMap { family in
      strategies.flatMap { strategy in metrics.compactMap { slope(of: $0, strategy, in: family) } }
    }
  }

  /// Loads that differ in the number of units alone.
  private struct Family {
    var name: String
    var loads: [MeasuredLoad]
  }

  /// The family of a load called `n1000-stack64KiB` is `stack64KiB`, that of `n1000` is empty; other loads have none.
  private var families: [Family] {
    var families: [Family] = []
    for load in loads where load.name.hasPrefix("n\(load.units)") {
      let name = String(load.name.dropFirst("n\(load.units)".count).drop { $0 == "-" })
      if let place = families.firstIndex(where: { $0.name == name }) {
        families[place].loads.append(load)
      } else {
        families.append(Family(name: name, loads: [load]))
      }
    }
    return families
  }

  private func slope(of metric: Metric, _ strategy: StrategyName, in family: Family) -> Estimate? {
    var (units, values): ([Double], [Double]) = ([], [])
    for load in family.loads {
      let found = self.values(of: metric, strategy, in: load)
      units += found.map { _ in Double(load.units) }
      values += found
    }
    // A single number of units has no slope.
    guard let slope = try? LinearRegression(x: units, y: values).slope else { return nil }
    let interval = slope.interval()
    return Estimate(
      strategy, load: family.name, "\(metric.name)_slope", unit: metric.unit, slope.estimate, low: interval?.lower,
      high: interval?.upper, trials: units.count)
  }
}
