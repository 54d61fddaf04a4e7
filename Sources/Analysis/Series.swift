import Catalogue
package import Experiments
package import Runs
import Statistics
package import Strategies
import TextFormats

/// What the charts of a run show: for each experiment, sweep, number and strategy the median and the ends over the
/// blocks, and the prediction.
///
/// The experiments say which numbers (``Experiments/Experiment/shows``), and where their loads lie on which sweeps
/// (``Experiments/LoadSpec/sweeps``). Both are today's, so an old run gets what a newer version shows.
package struct Series: Sendable {
  /// In the order of `series.csv`.
  package private(set) var rows: [Row] = []

  /// One point of a curve.
  package struct Row: Sendable, Equatable {
    /// ``Experiments/Experiment/name``.
    package var experiment: String
    /// ``Experiments/SweepPoint/group``.
    package var group: String
    /// ``Experiments/LoadSpec/name``.
    package var load: String
    /// Whose trials these are.
    package var strategy: StrategyName
    /// ``Experiments/SweepPoint/x``.
    package var x: Double
    /// Its unit is that of the values.
    package var metric: Metric
    /// As in ``Experiments/Quantity/stat``.
    package var stat: String
    /// The middle value of the blocks, or the mean of the middle two.
    package var median: Double
    /// The lowest block.
    package var low: Double
    /// The highest block.
    package var high: Double
    /// How many blocks have a value, at least 1.
    package var blocks: Int
    /// Nil where nothing was predicted.
    package var predicted: Double?
    /// Whether the truth is no less than the values, in at least half of the blocks.
    package var isLowerBound: Bool
    /// Why the strategy has no row at the next place of the sweep; nil if it has one, or if the sweep ends here.
    package var note: String?
  }

  /// Everything that the experiments of a run show; an experiment that the catalogue no longer has shows nothing.
  package init(_ run: RunResults) {
    for plan in run.plan.experiments {
      guard let experiment = try? Catalogue.experiment(plan.name) else { continue }
      rows += SweptExperiment(experiment, plan, run).rows
    }
  }

  /// Of `series.csv`.
  package static let columns = [
    "run_id", "experiment", "group", "load", "strategy", "x", "metric", "stat", "median", "low", "high", "blocks",
    "predicted", "bound", "note", "unit",
  ]

  /// `series.csv`. The points of a curve follow each other. The last column is never empty: gnuplot would lose it.
  package func csv(runID: String) -> String {
    var text = CSVText()
    text.append(Self.columns)
    for row in rows {
      text.append([
        runID, row.experiment, row.group, row.load, row.strategy.rawValue, row.x.csv, row.metric.name, row.stat,
        row.median.csv, row.low.csv, row.high.csv, "\(row.blocks)", row.predicted?.csv ?? "",
        row.isLowerBound ? "lower" : "", row.note ?? "", row.metric.unit,
      ])
    }
    return text.text
  }
}

/// One experiment of a run, and the sweeps that its loads lie on.
private struct SweptExperiment {
  let experiment: Experiment
  let plan: RunPlan.ExperimentPlan
  let run: RunResults
  /// By group, in the order of the plan; the places of each in the order of the axis.
  var sweeps: [(group: String, places: [Place])] = []

  struct Place {
    var x: Double
    var spec: LoadSpec
    var planned: RunPlan.LoadPlan
  }

  init(_ experiment: Experiment, _ plan: RunPlan.ExperimentPlan, _ run: RunResults) {
    self.experiment = experiment
    self.plan = plan
    self.run = run
    let specs = experiment.loads(run.plan.profile, run.plan.machine)
    for planned in plan.loads {
      guard var spec = specs.first(where: { $0.name == planned.name }) else { continue }
      spec.units = planned.units
      spec.arrivals = planned.arrivals
      for point in spec.sweeps {
        let place = Place(x: point.x, spec: spec, planned: planned)
        if let index = sweeps.firstIndex(where: { $0.group == point.group }) {
          sweeps[index].places.append(place)
        } else {
          sweeps.append((point.group, [place]))
        }
      }
    }
    for index in sweeps.indices { sweeps[index].places.sort { $0.x < $1.x } }
  }

  var rows: [Series.Row] {
    sweeps.flatMap { group, places in
      experiment.shows.flatMap { shown in
        StrategyName.allCases.flatMap { strategy in
          shown.stats.flatMap { curve(of: shown, $0, strategy, in: group, places) }
        }
      }
    }
  }

  private func curve(
    of shown: ShownNumber, _ stat: String, _ strategy: StrategyName, in group: String, _ places: [Place]
  ) -> [Series.Row] {
    var rows: [Series.Row] = []
    var last = places.startIndex
    for (index, place) in places.enumerated() {
      guard let row = row(of: shown, stat, strategy, in: group, place, first: places[0]) else { continue }
      rows.append(row)
      last = index
    }
    if !rows.isEmpty, let next = places[last...].first(where: { $0.x > places[last].x }) {
      let reason = next.planned.leftOut.first { $0.strategy == strategy }?.reason
      rows[rows.count - 1].note = reason.map(Self.inShort)
    }
    return rows
  }

  private func row(
    of shown: ShownNumber, _ stat: String, _ strategy: StrategyName, in group: String, _ place: Place, first: Place
  ) -> Series.Row? {
    var values: [Double] = []
    var predictions: [Double] = []
    var bounds = 0
    for block in run.values.blocks(of: LoadID(experiment: plan.name, load: place.spec.name)).sorted() {
      let trial = ShownTrial(
        strategy, under: place.spec, on: run.plan.machine,
        number: { numbers(of: $0, strategy, under: place)[block] },
        alone: { quantity in median(of: numbers(of: quantity, .sequential, under: first).values) })
      guard let value = shown.value(trial, stat) else { continue }
      values.append(value)
      if shown.isLowerBound(trial, value) { bounds += 1 }
      if let predicted = shown.predicted(trial, stat) { predictions.append(predicted) }
    }
    guard let middle = median(of: values), let low = values.min(), let high = values.max() else { return nil }
    return Series.Row(
      experiment: plan.name, group: group, load: place.spec.name, strategy: strategy, x: place.x, metric: shown.metric,
      stat: stat, median: middle, low: low, high: high, blocks: values.count, predicted: median(of: predictions),
      isLowerBound: bounds * 2 >= values.count && bounds > 0)
  }

  private func numbers(of quantity: Quantity, _ strategy: StrategyName, under place: Place) -> [Int: Double] {
    run.values[
      BlockValues.Series(
        LoadID(experiment: plan.name, load: place.spec.name), strategy, reference: plan.reference,
        quantity: quantity.name)]
  }

  /// As a chart's key has room for it: up to the first explanation, which also keeps commas out of the file.
  private static func inShort(_ reason: String) -> String {
    String(reason.prefix { $0 != "," && $0 != ":" && $0 != "(" })
  }
}
