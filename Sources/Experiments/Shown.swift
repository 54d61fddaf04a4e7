package import Strategies

/// Where charts draw a load: on which sweep of its experiment, and where there.
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

  /// For sweeps over a whole number.
  package init(_ group: String = "", x: Int) { self.init(group, x: Double(x)) }
}

/// A number of each trial that the charts of an experiment show: a metric, or what follows from several of them.
package struct ShownNumber: Sendable {
  /// What a trial says; nil where it says nothing.
  package typealias Formula = @Sendable (_ trial: ShownTrial, _ stat: String) -> Double?

  /// What `series.csv` calls it, and its unit.
  package var metric: Metric
  /// In the order in which charts list them.
  package var stats: [String]
  /// What a trial measured.
  package var value: Formula
  /// What was predicted for it.
  package var predicted: Formula
  /// Whether a trial's value says only that the truth is no less.
  package var isLowerBound: @Sendable (_ trial: ShownTrial, _ value: Double) -> Bool

  /// - Parameters:
  ///   - stats: in the order in which charts list them.
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

/// One trial as the formulas of ``ShownNumber`` see it.
package struct ShownTrial {
  /// Which strategy ran.
  package let strategy: StrategyName
  /// As it ran: units and arrivals are the plan's.
  package let load: LoadSpec
  /// Where it ran.
  package let machine: Machine
  private let number: (Quantity) -> Double?
  private let numberAlone: (Quantity) -> Double?

  /// - Parameters:
  ///   - number: what the trial measured, or what was predicted for it.
  ///   - numberAlone: the median of the same over the trials of `sequential` under the first load of the sweep.
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

  /// A number of the trial; nil if it has none.
  package subscript(_ metric: Metric, stat: String = Quantity.onlyStat) -> Double? {
    number(Quantity(metric, stat: stat))
  }

  /// What one thread that does everything takes under the sweep's first load.
  package func alone(_ metric: Metric) -> Double? { numberAlone(Quantity(metric)) }

  /// A number ÷ the load's units; nil without a number.
  package func perUnit(_ number: Double?) -> Double? {
    load.units > 0 ? number.map { $0 / Double(load.units) } : nil
  }
}

// What follows from the metrics of every trial.
extension ShownNumber {
  /// With the prediction that the runtime's makes.
  package static let throughput = ShownNumber(
    .throughput,
    predicted: { trial, _ in
      trial[.runtimePredicted].flatMap { $0 > 0 ? Double(trial.load.units) / $0 : nil }
    })

  package static let timePerUnit = ShownNumber(
    Metric("time_per_unit", unit: "s"), value: { trial, _ in trial.perUnit(trial[.runtime]) },
    predicted: { trial, _ in trial.perUnit(trial[.runtimePredicted]) })

  /// Voluntary and involuntary ones.
  package static let switchesPerUnit = ShownNumber(
    Metric("switches_per_unit", unit: "1"),
    value: { trial, _ in
      guard let voluntary = trial[.switchesVoluntary], let involuntary = trial[.switchesInvoluntary] else { return nil }
      return trial.perUnit(voluntary + involuntary)
    })

  package static let involuntarySwitchesPerUnit = ShownNumber(
    Metric("switches_involuntary_per_unit", unit: "1"),
    value: { trial, _ in trial.perUnit(trial[.switchesInvoluntary]) })

  /// How late heartbeats were; lower bounds where some never ran (``HeartbeatMetrics``).
  package static func lateness(_ metric: Metric, stats: [String]) -> ShownNumber {
    let lost = Metric("lost_" + metric.name.dropFirst("late_".count), unit: "1")
    return ShownNumber(metric, stats: stats, isLowerBound: { trial, _ in trial[lost] ?? 0 > 0 })
  }
}
