package import Strategies

/// The place of a load in the charts: a sweep of its experiment, and a point on that sweep's axis.
package struct SweepPoint: Sendable, Hashable {
  /// Names the sweep among those of its experiment; empty if it has only one. Without commas: gnuplot cannot read
  /// quoted ones.
  package var group: String
  /// The place on the axis, in the unit of the sweep: units, workers, per cent, seconds, ….
  package var x: Double

  /// - Parameters:
  ///   - group: which sweep; empty if the experiment has only one.
  ///   - x: the place on its axis.
  package init(_ group: String = "", x: Double) {
    self.group = group
    self.x = x
  }

  /// For an axis of whole numbers.
  package init(_ group: String = "", x: Int) { self.init(group, x: Double(x)) }
}

/// A number of each trial that the charts of an experiment show: a metric, or something computed from several metrics.
package struct ShownNumber: Sendable {
  /// The number of a trial, in ``Metric/unit``; nil if the trial does not have it.
  package typealias Formula = @Sendable (_ trial: ShownTrial, _ stat: String) -> Double?

  /// The name and unit of the number in `series.csv`.
  package var metric: Metric
  /// The statistics of the metric that are shown, in the order in which charts list them.
  package var stats: [String]
  /// The measured number.
  package var value: Formula
  /// The predicted number.
  package var predicted: Formula
  /// Whether a trial's value is only a lower bound of the true one.
  package var isLowerBound: @Sendable (_ trial: ShownTrial, _ value: Double) -> Bool

  /// - Parameters:
  ///   - value: the metric itself if left out.
  ///   - predicted: the metric's own prediction if left out.
  ///   - isLowerBound: never if left out.
  package init(
    _ metric: Metric, stats: [String] = [Quantity.onlyStat], value: Formula? = nil, predicted: Formula? = nil,
    isLowerBound: @escaping @Sendable (ShownTrial, Double) -> Bool = { _, _ in false }
  ) {
    self.metric = metric
    self.stats = stats
    self.value = value ?? { trial, stat in trial[metric, stat] }
    self.predicted = predicted ?? { trial, stat in trial[metric.predicted, stat] }
    self.isLowerBound = isLowerBound
  }
}

/// A trial as the formulas of ``ShownNumber`` get it.
package struct ShownTrial {
  /// The strategy that ran.
  package let strategy: StrategyName
  /// The load as it ran, with the plan's units and arrivals.
  package let load: LoadSpec
  /// The machine that the run was made on.
  package let machine: Machine
  private let number: (Quantity) -> Double?
  private let numberAlone: (Quantity) -> Double?

  /// - Parameters:
  ///   - number: a measurement of the trial or a prediction for it; nil if there is none.
  ///   - numberAlone: its median over the trials of `sequential` under the first load of the sweep; nil if there are
  ///     none.
  package init(
    _ strategy: StrategyName, under load: LoadSpec, on machine: Machine, number: @escaping (Quantity) -> Double?,
    alone numberAlone: @escaping (Quantity) -> Double?
  ) {
    self.strategy = strategy
    self.load = load
    self.machine = machine
    self.number = number
    self.numberAlone = numberAlone
  }

  /// A measurement of the trial or a prediction for it; nil if there is none.
  package subscript(_ metric: Metric, stat: String = Quantity.onlyStat) -> Double? {
    number(Quantity(metric, stat: stat))
  }

  /// The median over the trials of one thread that does everything, under the sweep's first load; nil if there are
  /// none.
  package func alone(_ metric: Metric) -> Double? { numberAlone(Quantity(metric)) }

  /// A number ÷ the load's units; nil without a number or units.
  package func perUnit(_ number: Double?) -> Double? {
    load.units > 0 ? number.map { $0 / Double(load.units) } : nil
  }
}

// Numbers that follow from the metrics of every trial.
extension ShownNumber {
  /// Units that succeeded per second. Predicted as units ÷ predicted runtime.
  package static let throughput = ShownNumber(
    .throughput,
    predicted: { trial, _ in
      trial[.runtimePredicted].flatMap { $0 > 0 ? Double(trial.load.units) / $0 : nil }
    })

  /// Runtime ÷ units, in seconds.
  package static let timePerUnit = ShownNumber(
    Metric("time_per_unit", unit: "s"), value: { trial, _ in trial.perUnit(trial[.runtime]) },
    predicted: { trial, _ in trial.perUnit(trial[.runtimePredicted]) })

  /// Voluntary and involuntary context switches per unit.
  package static let switchesPerUnit = ShownNumber(
    Metric("switches_per_unit", unit: "1"),
    value: { trial, _ in
      guard let voluntary = trial[.switchesVoluntary], let involuntary = trial[.switchesInvoluntary] else { return nil }
      return trial.perUnit(voluntary + involuntary)
    })

  /// Involuntary context switches per unit.
  package static let involuntarySwitchesPerUnit = ShownNumber(
    Metric("switches_involuntary_per_unit", unit: "1"),
    value: { trial, _ in trial.perUnit(trial[.switchesInvoluntary]) })

  /// The lateness of heartbeats, in seconds: a lower bound if some never ran (``HeartbeatMetrics``).
  package static func lateness(_ metric: Metric, stats: [String]) -> ShownNumber {
    let lost = Metric("lost_" + metric.name.dropFirst("late_".count), unit: "1")
    return ShownNumber(metric, stats: stats, isLowerBound: { trial, _ in trial[lost] ?? 0 > 0 })
  }
}
