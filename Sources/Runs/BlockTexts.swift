import Experiments
import HostSystem
import Strategies
import TextFormats
import Trial
import Workload

/// The lines that a finished block adds to a run's files.
package struct BlockTexts {
  private let runID: String
  private let load: PlannedLoad
  private let block: FinishedBlock
  private var measurements = CSVText()
  private var requests = CSVText()
  private var histograms = CSVText()
  private var environment = CSVText()

  /// Trials with more units have no row per unit in `requests.csv`, only their histograms.
  private static let mostRequestRows = 10_000

  /// Whether the trials of a load have a row per unit in `requests.csv`.
  static func listUnits(of load: LoadSpec) -> Bool { load.work == .fetch && load.units <= mostRequestRows }

  /// The lines as CSV, without headers.
  package static func texts(of block: FinishedBlock, in load: PlannedLoad, runID: String) -> FileTexts {
    var texts = BlockTexts(runID: runID, load: load, block: block)
    if let first = block.trials.first {
      for fact in block.conditions.facts + (block.machine?.costs ?? []) {
        texts.environment.append([runID, first.id, fact.key, fact.value])
      }
    }
    for trial in block.trials { texts.append(trial) }
    return [
      .measurements: texts.measurements.text, .requests: texts.requests.text, .histograms: texts.histograms.text,
      .environment: texts.environment.text,
    ]
  }

  private init(runID: String, load: PlannedLoad, block: FinishedBlock) {
    self.runID = runID
    self.load = load
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
    if let result = trial.result, Self.listUnits(of: load.spec) { appendRequests(trial, result) }
  }

  private mutating func appendMeasurements(_ trial: FinishedTrial) {
    let spec = load.spec
    let before = [
      "\(RunFile.schemaVersion)", runID, trial.id, load.experiment.name, spec.name, "\(block.planned.number)",
      "\(trial.planned.position)", trial.planned.strategy.rawValue, trial.planned.role.rawValue,
      spec.arrivals == nil ? "closed" : "open",
      "\(spec.concurrency)", spec.arrivals?.perSecond.csv ?? "", "\(spec.units)", "\(spec.pages.largestPageBytes)",
      (spec.pages.meanDelaySeconds * 1e6).rounded().csv, spec.connections.rawValue, "\(load.resolved.seed)", "measured",
    ]
    // A valid trial of an invalid block does not count, but is not the one to blame.
    let reason = trial.invalidReason ?? (block.firstInvalid == nil ? nil : "the block was invalid and run again")
    let after = [
      reason == nil ? "ok" : "invalid", reason ?? "", trial.result.map { "\($0.record.startUnixNanoseconds)" } ?? "",
    ]
    for item in trial.measurements.isEmpty ? [] : trial.measurements + block.conditions.measurements {
      measurements.append(
        before + [item.metric.name, item.stat, item.value.csv, item.metric.unit, "\(item.count)"] + after)
    }
    if trial.measurements.isEmpty {
      measurements.append(before + [Metric.runtime.name, Quantity.onlyStat, "", Metric.runtime.unit, "0"] + after)
    }
  }

  /// Times are nanoseconds from the barrier. A unit that arrived but never started has an intended time only.
  private mutating func appendRequests(_ trial: FinishedTrial, _ result: TrialResult) {
    let start = result.record.startMonotonicNanoseconds
    let pages = load.resolved.pages
    func time(_ nanoseconds: Int64) -> String { nanoseconds == 0 ? "" : "\(nanoseconds - start)" }
    for (unit, row) in result.rows.enumerated() where !pages.isEmpty {
      guard row.timesEnded > 0 || row.intendedNanoseconds != 0 else { continue }
      requests.append([
        trial.id, load.experiment.name, "\(block.planned.number)", trial.planned.strategy.rawValue, "\(unit)",
        pages[unit % pages.count].name, "\(row.thread)", time(row.intendedNanoseconds), time(row.startNanoseconds),
        time(row.firstByteNanoseconds), time(row.doneNanoseconds),
        "\(row.bytes)", "\(row.httpStatus)", row.faultName,
      ])
    }
  }
}
