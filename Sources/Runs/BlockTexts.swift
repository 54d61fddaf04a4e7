import Experiments
import TextFormats
import Trial

/// A finished block as the lines that it adds to a run's files.
package struct BlockTexts {
  private let runID: String
  private let cell: PlannedCell
  private let block: FinishedBlock
  private var measurements = CSVText()
  private var requests = CSVText()
  private var histograms = CSVText()
  private var environment = CSVText()

  /// Trials with more units than this leave no row a unit, only their histogram.
  private static let mostRequestRows = 10_000

  /// Whether a trial of that cell leaves a row in `requests.csv` for each of its units.
  static func listUnits(of cell: Cell) -> Bool { cell.work == .fetch && cell.units <= mostRequestRows }

  package static func texts(of block: FinishedBlock, in cell: PlannedCell, runID: String) -> FileTexts {
    var texts = BlockTexts(runID: runID, cell: cell, block: block)
    for trial in block.trials { texts.append(trial) }
    return [
      .measurements: texts.measurements.text, .requests: texts.requests.text, .histograms: texts.histograms.text,
      .environment: texts.environment.text,
    ]
  }

  private init(runID: String, cell: PlannedCell, block: FinishedBlock) {
    self.runID = runID
    self.cell = cell
    self.block = block
  }

  private mutating func append(_ trial: FinishedTrial) {
    appendMeasurements(trial)
    for fact in trial.conditions { environment.append([runID, trial.id, fact.key, fact.value]) }
    for histogram in trial.histograms {
      for bucket in histogram.buckets {
        histograms.append([trial.id, histogram.metric.name, "\(bucket.low)", "\(bucket.high)", "\(bucket.count)"])
      }
    }
    if let result = trial.result, Self.listUnits(of: cell.cell) { appendRequests(trial, result) }
  }

  private mutating func appendMeasurements(_ trial: FinishedTrial) {
    let load = cell.cell
    let before = [
      "\(RunFile.schemaVersion)", runID, trial.id, cell.experiment.name, "\(block.planned.number)",
      "\(trial.planned.position)", trial.planned.strategy.rawValue, trial.planned.role.rawValue,
      load.arrivals == nil ? "closed" : "open",
      "\(load.concurrency)", load.arrivals?.perSecond.csv ?? "", "\(load.units)", "\(load.pages.largestPageBytes)",
      (load.pages.meanDelaySeconds * 1e6).rounded().csv, load.connections.rawValue, "\(cell.resolved.seed)", "measured",
    ]
    // A trial that is void because of another of its block is told apart from the one that is to blame.
    let reason = trial.voidReason ?? (block.firstVoid == nil ? nil : "the block was void and run again")
    let after = [
      reason == nil ? "ok" : "void", reason ?? "", trial.result.map { "\($0.record.startUnixNanoseconds)" } ?? "",
    ]
    for item in trial.measurements {
      measurements.append(
        before + [item.metric.name, item.stat, item.value.csv, item.metric.unit, "\(item.count)"] + after)
    }
    if trial.measurements.isEmpty {
      measurements.append(before + [Metric.runtime.name, "value", "", Metric.runtime.unit, "0"] + after)
    }
  }

  /// Times are nanoseconds since the barrier. A unit that arrived and never began has only the time when it was due.
  private mutating func appendRequests(_ trial: FinishedTrial, _ result: TrialResult) {
    let start = result.record.startMonotonicNanoseconds
    let pages = cell.resolved.pages
    func time(_ nanoseconds: Int64) -> String { nanoseconds == 0 ? "" : "\(nanoseconds - start)" }
    for (unit, row) in result.rows.enumerated() where !pages.isEmpty {
      guard row.timesEnded > 0 || row.intendedNanoseconds != 0 else { continue }
      requests.append([
        trial.id, cell.experiment.name, "\(block.planned.number)", trial.planned.strategy.rawValue, "\(unit)",
        pages[unit % pages.count].name, "\(row.thread)", time(row.intendedNanoseconds), time(row.startNanoseconds),
        time(row.firstByteNanoseconds), time(row.doneNanoseconds),
        "\(row.bytes)", "\(row.httpStatus)", row.faultName,
      ])
    }
  }
}
