package import Workload

/// What a run's files say: enough to compare strategies long after the run, whatever made it.
package struct RunResults: Sendable {
  package let runID: String
  package let plan: RunPlan
  private var series: [Series: [Int: Double]] = [:]
  private var blocks: [Load: Set<Int>] = [:]

  /// Where a number comes from, trial by trial.
  package struct Series: Hashable, Sendable {
    package var experiment: String
    package var load: String
    package var strategy: StrategyName
    package var role: Role
    /// The name of a ``Quantity``.
    package var quantity: String

    package init(experiment: String, load: String, strategy: StrategyName, role: Role, quantity: String) {
      self.experiment = experiment
      self.load = load
      self.strategy = strategy
      self.role = role
      self.quantity = quantity
    }
  }

  private struct Load: Hashable {
    var experiment: String
    var load: String
  }

  /// Reads what was committed to a run's folder.
  package init(_ folder: RunFolder) throws(FileError) {
    runID = folder.runID
    plan = try folder.plan()
    let table = try folder.table(.measurements)
    let experiment = try table.column("experiment")
    let trial = try table.column("trial_id")
    let block = try table.column("block")
    let position = try table.column("position")
    let strategy = try table.column("strategy")
    let role = try table.column("role")
    let metric = try table.column("metric")
    let stat = try table.column("stat")
    let value = try table.column("value")
    let status = try table.column("status")
    try table.forEachRow { (row) throws(FileError) in
      guard row[status] == "ok" else { return }
      guard let number = Int(row[block]), let strategy = StrategyName(rawValue: row[strategy]),
        let role = Role(rawValue: row[role]), let value = Double(row[value]),
        let load = TrialID.load(
          in: row[trial], experiment: row[experiment], block: row[block], position: row[position])
      else {
        throw FileError(
          "read", folder.file(.measurements), cause: "trial '\(row[trial])' has a row that makes no sense")
      }
      let key = Series(
        experiment: row[experiment], load: load, strategy: strategy, role: role,
        quantity: Quantity.name(metric: row[metric], stat: row[stat]))
      series[key, default: [:]][number] = value
      blocks[Load(experiment: row[experiment], load: load), default: []].insert(number)
    }
  }

  /// The numbers by block; empty if there are none.
  package func values(_ wanted: Series) -> [Int: Double] { series[wanted] ?? [:] }

  /// Which blocks of a load count.
  package func blocks(experiment: String, load: String) -> Set<Int> {
    blocks[Load(experiment: experiment, load: load)] ?? []
  }
}
