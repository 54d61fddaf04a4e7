package import Experiments
package import TextFormats
import Workload

/// What a run's files say: enough to compare strategies long after the run, whatever made it.
package struct RunResults: Sendable {
  package let runID: String
  package let plan: RunPlan
  package private(set) var values = BlockValues()

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
      let key = BlockValues.Series(
        experiment: row[experiment], load: load, strategy: strategy, role: role,
        quantity: Quantity.name(metric: row[metric], stat: row[stat]))
      values.add(value, to: key, block: number)
    }
  }
}
