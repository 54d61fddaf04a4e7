package import Experiments
import Strategies
package import TextFormats

/// A run's plan and valid measurements, read from its files.
package struct RunResults: Sendable {
  /// The run's name (``RunID``).
  package let runID: String
  /// The run's plan.
  package let plan: RunPlan
  /// The measurements of the valid trials, by block.
  package private(set) var values = BlockValues()

  /// Reads what was committed to a run's folder.
  ///
  /// - Throws: ``FileError`` that names the file, and the row or column that cannot be read.
  package init(_ folder: RunFolder) throws(FileError) {
    runID = folder.runID
    plan = try folder.plan()
    let table = try folder.table(.measurements)
    let experiment = try table.column("experiment")
    let load = try table.column("load")
    let block = try table.column("block")
    let strategy = try table.column("strategy")
    let role = try table.column("role")
    let metric = try table.column("metric")
    let stat = try table.column("stat")
    let value = try table.column("value")
    let status = try table.column("status")
    try table.forEachRow { (row) throws(FileError) in
      guard row[status] == "ok" else { return }
      guard let number = Int(row[block]), let strategy = StrategyName(rawValue: row[strategy]),
        let role = Role(rawValue: row[role]), let value = Double(row[value])
      else {
        throw FileError(
          "read", folder.file(.measurements),
          cause: "row \(row.number) has a block, strategy, role or value that cannot be read")
      }
      let key = BlockValues.Series(
        LoadID(experiment: row[experiment], load: row[load]), strategy, role,
        quantity: Quantity.name(metric: row[metric], stat: row[stat]))
      values.add(value, to: key, block: number)
    }
  }

  /// The results of one experiment, in the form that its estimates are computed from.
  package func results(of experiment: RunPlan.ExperimentPlan) -> ExperimentResults {
    ExperimentResults(
      experiment: experiment.name, machine: plan.machine, reference: experiment.reference,
      loads: experiment.loads.map { load in
        MeasuredLoad(
          name: load.name, work: load.work, units: load.units, concurrency: load.concurrency,
          strategies: load.strategies.map(\.strategy))
      },
      values: values)
  }
}
