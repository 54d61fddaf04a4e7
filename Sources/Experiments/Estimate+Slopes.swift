internal import Statistics
internal import Workload

extension ExperimentResults {
  /// What one unit more costs: the slope of the straight line of least squares through a metric over the number of units,
  /// for each strategy and each family of loads, as `rss_slope`.
  package func slopes(of metrics: [Metric]) -> [Figure] {
    families.flatMap { family in
      strategies.flatMap { strategy in metrics.compactMap { slope(of: $0, strategy, in: family) } }
    }
  }

  /// Loads that differ in the number of units alone.
  private struct Family {
    var name: String
    var loads: [RunPlan.LoadPlan]
  }

  /// Loads called `n1000-stack64KiB` belong to `stack64KiB` whatever their number; others belong to no family.
  private var families: [Family] {
    var families: [Family] = []
    for load in plan.loads where load.name.hasPrefix("n\(load.units)") {
      let name = String(load.name.dropFirst("n\(load.units)".count).drop { $0 == "-" })
      if let place = families.firstIndex(where: { $0.name == name }) {
        families[place].loads.append(load)
      } else {
        families.append(Family(name: name, loads: [load]))
      }
    }
    return families
  }

  private func slope(of metric: Metric, _ strategy: StrategyName, in family: Family) -> Figure? {
    var (units, values): ([Double], [Double]) = ([], [])
    for load in family.loads {
      let found = self.values(of: metric, strategy, in: load)
      units += found.map { _ in Double(load.units) }
      values += found
    }
    // One number of units alone has no slope.
    guard let slope = try? LinearRegression(x: units, y: values).slope else { return nil }
    let interval = slope.interval()
    return Figure(
      strategy, load: family.name, "\(metric.name)_slope", unit: metric.unit, slope.estimate, low: interval?.lower,
      high: interval?.upper, trials: units.count)
  }
}
