package import Statistics
package import Workload

/// What one unit more costs: the straight line through a metric over the number of units, for each strategy of an experiment
/// and each family of its loads.
package struct Slopes: Sendable {
  package private(set) var rows: [Row] = []

  package struct Row: Sendable, Equatable {
    package var experiment: String
    package var strategy: StrategyName
    /// What the loads have in common beside the number of units: what follows it in their names, such as `stack64KiB`.
    package var family: String
    package var metric: Metric
    /// Trials that the line goes through.
    package var points: Int
    package var slope: Double
    /// 95 %; nil if there are no more points than two.
    package var interval: ConfidenceInterval?
    package var intercept: Double
    /// The share of the variance that the line explains; nil if there is none.
    package var determination: Double?
  }

  /// - Parameter experiments: those whose ``Experiment/slopeMetrics`` are wanted.
  package init(_ run: RunResults, of experiments: [Experiment] = Catalogue.experiments) {
    for planned in run.plan.experiments {
      guard let experiment = experiments.first(where: { $0.name == planned.name }) else { continue }
      for family in Self.families(planned.loads) {
        for strategy in experiment.strategies {
          for metric in experiment.slopeMetrics {
            if let row = Self.row(run, experiment, strategy, family.name, family.loads, metric) { rows.append(row) }
          }
        }
      }
    }
  }

  /// Loads called `n1000-stack64KiB` belong together whatever their number; others belong to no family.
  private static func families(_ loads: [RunPlan.LoadPlan]) -> [(name: String, loads: [RunPlan.LoadPlan])] {
    var families: [(name: String, loads: [RunPlan.LoadPlan])] = []
    for load in loads where load.name.hasPrefix("n\(load.units)") {
      let name = String(load.name.dropFirst("n\(load.units)".count).drop { $0 == "-" })
      if let place = families.firstIndex(where: { $0.name == name }) {
        families[place].loads.append(load)
      } else {
        families.append((name, [load]))
      }
    }
    return families
  }

  private static func row(
    _ run: RunResults, _ experiment: Experiment, _ strategy: StrategyName, _ family: String,
    _ loads: [RunPlan.LoadPlan], _ metric: Metric
  ) -> Row? {
    let role: Role = strategy == experiment.reference ? .reference : .candidate
    var (x, y): ([Double], [Double]) = ([], [])
    for load in loads {
      let values = run.values[
        .init(experiment: experiment.name, load: load.name, strategy: strategy, role: role, quantity: metric.name)]
      x += values.map { _ in Double(load.units) }
      y += values.values
    }
    // One number of units alone has no slope.
    guard let line = try? LinearRegression(x: x, y: y) else { return nil }
    return Row(
      experiment: experiment.name, strategy: strategy, family: family, metric: metric, points: x.count,
      slope: line.slope.estimate, interval: line.slope.interval(), intercept: line.intercept.estimate,
      determination: line.determination)
  }

  /// `slopes.csv`.
  package func csv(runID: String) -> String {
    var text = CSVText()
    text.append([
      "run_id", "experiment", "strategy", "family", "metric", "unit", "points", "slope", "slope_low", "slope_high",
      "intercept", "determination",
    ])
    for row in rows {
      text.append([
        runID, row.experiment, row.strategy.rawValue, row.family, row.metric.name, row.metric.unit, "\(row.points)",
        row.slope.csv, row.interval?.lower.csv ?? "", row.interval?.upper.csv ?? "", row.intercept.csv,
        row.determination?.csv ?? "",
      ])
    }
    return text.text
  }
}
