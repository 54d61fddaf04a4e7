import Experiments
import Foundation
import Statistics
import Strategies
package import TextFormats
import Workload

extension Summary {
  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .text: text
    case .markdown: markdown
    case .json: try json
    }
  }

  private var json: String {
    get throws {
      return try PrettyJSON.text(self) + "\n"
    }
  }

  private var text: String {
    var text = ""
    for load in measuredLoads {
      text += "\(load.experiment) — \(load.question)\n\(load.circumstances)\n\n\(load.table.aligned)"
      for line in load.absences { text += "  \(line)\n" }
      text += "\n"
    }
    for experiment in measuredVerdicts {
      text += "\(experiment.title)\n"
      for line in experiment.lines { text += "  \(line)\n" }
      text += "\n"
    }
    for remark in remarks { text += remark + "\n" }
    return text + ending
  }

  private var markdown: String {
    var text = "# Run \(runID)\n\n"
    for load in measuredLoads {
      text +=
        "## \(load.experiment), \(load.load)\n\n\(load.question)\n\n\(load.circumstances)\n\n\(load.table.markdown)\n"
      for line in load.absences { text += "- \(line)\n" }
      if !load.absences.isEmpty { text += "\n" }
    }
    for experiment in measuredVerdicts {
      text += "## \(experiment.title)\n\n"
      for line in experiment.lines { text += "- \(line)\n" }
      text += "\n"
    }
    for remark in remarks { text += "- \(remark)\n" }
    return text + (remarks.isEmpty ? "" : "\n") + ending
  }

  private var measuredLoads: [LoadSummary] { loads.filter { $0.blocks > 0 } }

  private var measuredVerdicts: [Analysis.ExperimentAnalysis] {
    verdicts.filter { verdict in measuredLoads.contains { $0.experiment == verdict.experiment } }
  }

  private var ending: String { "\(blocksComplete) of \(blocksPlanned) blocks are complete, in \(folder)\n" }
}

extension Analysis.ExperimentAnalysis {
  fileprivate var title: String { "\(experiment), what can be said at \(load)" }

  /// Without verdicts, why; else a sentence a contrast. A control that failed stands in those.
  fileprivate var lines: [String] {
    if contrasts.isEmpty { return controls.map(\.sentence) }
    if contrasts.allSatisfy({ $0.verdict == .illustration }), let remark { return [remark] }
    return (remark.map { [$0] } ?? []) + contrasts.map(\.sentence)
  }
}

extension Summary.LoadSummary {
  fileprivate var circumstances: String {
    let delay = serverDelaySeconds > 0 ? " of \(NumberText.seconds(serverDelaySeconds)) on average" : ""
    let connection = connections == .fresh ? "a fresh connection each" : "connections reused"
    let arrivals = offeredPerSecond.map { ", \(NumberText.number($0)) arriving a second" } ?? ""
    return "\(units) unit\(units == 1 ? "" : "s")\(delay)\(arrivals), at most \(concurrency) at once, \(connection); "
      + "medians of \(blocks) block\(blocks == 1 ? "" : "s")"
  }

  fileprivate var table: Table { offeredPerSecond == nil ? closedLoopTable : openLoopTable }

  private var closedLoopTable: Table {
    let titles = Set(strategies.flatMap(\.further.keys)).sorted()
    var table = Table(
      ["strategy", "runtime", "min–max", ideal == .slowest ? "÷ slowest" : "÷ delay", "predicted"]
        + ["CPU a unit", "threads", "switches a unit"] + titles)
    for row in strategies {
      func number(_ value: Double?) -> String { value.map(NumberText.number) ?? "" }
      table.append(
        [
          row.strategy.rawValue + (row.role == .control ? " (again, as control)" : ""),
          NumberText.seconds(row.runtimeSeconds.median),
          "\(NumberText.seconds(row.runtimeSeconds.min)) – \(NumberText.seconds(row.runtimeSeconds.max))",
          number(row.ratio), NumberText.seconds(row.predictedSeconds), row.cpuSecondsPerUnit.map(NumberText.seconds) ?? "",
          row.threadsPeak.map(NumberText.count) ?? "", number(row.switchesPerUnit),
        ] + titles.map { number(row.further[$0]) })
    }
    return table
  }

  fileprivate var absences: [String] {
    LeftOut.lines(leftOut) + openLoopRemarks
  }
}
