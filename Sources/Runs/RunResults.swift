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
  package let values: BlockValues

  /// Reads what was committed to a run's folder, and checks that it is what the plan and the journal say: the trials of
  /// every complete block, in their order, each measurement once.
  ///
  /// - Throws: ``FileError`` that names the file, and the line that is wrong.
  package init(_ folder: RunFolder) throws(FileError) {
    try self.init(folder, try folder.plan(), try folder.journal(of: [.measurements]))
  }

  init(_ folder: RunFolder, _ plan: RunPlan, _ journal: RunJournal) throws(FileError) {
    runID = folder.runID
    self.plan = plan
    let table = try folder.table(.measurements, journal)
    var reader = try MeasurementReader(folder, plan, journal, table)
    try table.forEachRow { (row) throws(FileError) in try reader.add(row) }
    try reader.end()
    values = reader.values
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

/// Checks the rows of `measurements.csv` against plan and journal, and collects the values of the valid ones.
private struct MeasurementReader {
  private(set) var values = BlockValues()
  private let folder: RunFolder
  private let journal: RunJournal
  private let columns: Columns
  private let orders: [BlockKey: [String]]
  private let references: [String: StrategyName]
  /// The index of the journal's entry that the next row belongs to.
  private var place = 0
  /// The trials of that entry so far, as the plan writes them.
  private var trials: [String] = []
  /// What that entry has been measured so far.
  private var seen: Set<Measured> = []

  private struct Measured: Hashable {
    var position: Int
    var metric: String
    var stat: String
  }

  private struct Columns {
    var run, experiment, load, block, position, strategy, role, metric, stat, value, status: Int

    init(_ table: CSVTable) throws(FileError) {
      run = try table.column("run_id")
      experiment = try table.column("experiment")
      load = try table.column("load")
      block = try table.column("block")
      position = try table.column("position")
      strategy = try table.column("strategy")
      role = try table.column("role")
      metric = try table.column("metric")
      stat = try table.column("stat")
      value = try table.column("value")
      status = try table.column("status")
    }
  }

  init(_ folder: RunFolder, _ plan: RunPlan, _ journal: RunJournal, _ table: CSVTable) throws(FileError) {
    self.folder = folder
    self.journal = journal
    columns = try Columns(table)
    orders = Dictionary(plan.blocks.map { (BlockKey($0), $0.order) }, uniquingKeysWith: { first, _ in first })
    references = Dictionary(plan.experiments.map { ($0.name, $0.reference) }, uniquingKeysWith: { first, _ in first })
    for entry in journal.entries where entry.isBlock && orders[entry.key] == nil {
      throw Self.journalError(folder, entry, "has a block that is not in the plan")
    }
  }

  mutating func add(_ row: CSVTable.Row) throws(FileError) {
    while place < journal.entries.count, row.start >= journal.entries[place].length(of: .measurements) {
      try endEntry()
    }
    guard place < journal.entries.count else { return }
    let entry = journal.entries[place]
    guard row.end <= entry.length(of: .measurements) else {
      throw folder.damaged(.measurements, row, "does not end where line \(entry.line) of \(RunJournal.name) says")
    }
    guard row[columns.run] == folder.runID else { throw folder.damaged(.measurements, row, "belongs to another run") }
    guard entry.isBlock, row[columns.experiment] == entry.experiment, row[columns.load] == entry.load,
      Int(row[columns.block]) == entry.block
    else {
      throw folder.damaged(.measurements, row, "is not of the block in line \(entry.line) of \(RunJournal.name)")
    }
    guard row[columns.status] == (entry.status == .complete ? "ok" : "invalid") else {
      throw folder.damaged(
        .measurements, row, "does not have the status of its block in line \(entry.line) of \(RunJournal.name)")
    }
    if entry.status == .complete { try addValid(row, entry) }
  }

  private mutating func addValid(_ row: CSVTable.Row, _ entry: RunJournal.Entry) throws(FileError) {
    let order = orders[entry.key] ?? []
    guard let position = Int(row[columns.position]), let strategy = StrategyName(rawValue: row[columns.strategy]),
      let role = Role(rawValue: row[columns.role]), (1...order.count).contains(position),
      order[position - 1] == strategy.rawValue + (role == .control ? " (control)" : ""),
      role == .control || (role == .reference) == (strategy == references[entry.experiment])
    else { throw folder.damaged(.measurements, row, "is not of the trial that the plan has at its position") }
    if position == trials.count + 1 { trials.append(order[position - 1]) }
    guard position == trials.count else { throw folder.damaged(.measurements, row, "is not at its place in its block") }
    let (metric, stat) = (row[columns.metric], row[columns.stat])
    guard RunNames.isValid(metric), RunNames.isValid(stat),
      seen.insert(Measured(position: position, metric: metric, stat: stat)).inserted
    else { throw folder.damaged(.measurements, row, "has a measurement that its trial has already, or no name of one") }
    // Infinity and NaN were written as nothing.
    if row[columns.value].isEmpty { return }
    guard let value = Double(row[columns.value]), value.magnitude <= RunLimits.mostValue else {
      throw folder.damaged(.measurements, row, "has a value that is no number in its range")
    }
    let key = BlockValues.Series(
      LoadID(experiment: entry.experiment, load: entry.load), strategy, role,
      quantity: Quantity.name(metric: metric, stat: stat))
    values.add(value, to: key, block: entry.block)
  }

  /// All rows have been added.
  mutating func end() throws(FileError) {
    while place < journal.entries.count { try endEntry() }
  }

  private mutating func endEntry() throws(FileError) {
    let entry = journal.entries[place]
    if entry.status == .complete, trials != orders[entry.key] ?? [] {
      throw Self.journalError(folder, entry, "has a complete block, but rows of its trials are missing")
    }
    place += 1
    trials = []
    seen = []
  }

  private static func journalError(_ folder: RunFolder, _ entry: RunJournal.Entry, _ what: String) -> FileError {
    FileError("read", folder.file(RunJournal.name), cause: "line \(entry.line) \(what)")
  }
}
