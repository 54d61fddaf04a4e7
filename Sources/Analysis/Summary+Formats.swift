import Experiments
import Foundation
import Statistics
import Strategies
package import TextFormats
import Workload

extension Summary {
  /// The summary for printing, with a line break at its end. Loads without a valid block are left out, except in JSON.
  ///
  /// - Throws: `EncodingError` for JSON, if a number is not finite.
  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .text: text
    case .markdown: markdown
    case .json: try PrettyJSON.text(self) + "\n"
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
    if !findings.isEmpty { text += "What was found\n" + findings.map { "  \($0)\n" }.joined() + "\n" }
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
    if !findings.isEmpty { text += "## What was found\n\n" + findings.map { "- \($0)\n" }.joined() + "\n" }
    for remark in remarks { text += "- \(remark)\n" }
    return text + (remarks.isEmpty ? "" : "\n") + ending
  }

  /// A sentence per experiment.
  private var findings: [String] {
    measuredVerdicts.compactMap { verdict in verdict.finding.map { "\(verdict.experiment): \($0)." } }
  }

  private var measuredLoads: [LoadSummary] { loads.filter { $0.blocks > 0 } }

  private var measuredVerdicts: [Analysis.ExperimentAnalysis] {
    verdicts.filter { verdict in measuredLoads.contains { $0.experiment == verdict.experiment } }
  }

  private var ending: String { "\(blocksComplete) of \(blocksPlanned) blocks are complete, in \(folder)\n" }
}

extension Analysis.ExperimentAnalysis {
  /// The sentence of the largest difference, else of the first equivalence, else of the first contrast; nil if there is
  /// no contrast. The others stand among the experiment's own lines.
  fileprivate var finding: String? {
    func size(_ result: ContrastResult) -> Double { result.estimate.map { abs(log($0.ratio)) } ?? 0 }
    let largest = contrasts.filter { $0.verdict == .different }.max { size($0) < size($1) }
    return (largest ?? contrasts.first { $0.verdict == .equivalent } ?? contrasts.first)?.sentence
  }

  fileprivate var title: String { "\(experiment), comparisons at \(load)" }

  /// The remark and a sentence per contrast. Controls are listed only if there are no contrasts, whose sentences
  /// mention a failed control.
  fileprivate var lines: [String] {
    if contrasts.isEmpty { return controls.map(\.sentence) }
    return (remark.map { [$0] } ?? []) + contrasts.map(\.sentence)
  }
}

extension Summary.LoadSummary {
  fileprivate var circumstances: String {
    let delay = serverDelaySeconds > 0 ? " of \(NumberText.seconds(serverDelaySeconds)) on average" : ""
    let connection = connections == .fresh ? "a fresh connection each" : "connections reused"
    let arrivals = offeredPerSecond.map { ", \(NumberText.number($0)) arriving per second" } ?? ""
    return "\(NumberText.count(units, "unit"))\(delay)\(arrivals), at most \(concurrency) at once, \(connection); "
      + "medians of \(NumberText.count(blocks, "block"))"
  }

  fileprivate var table: Table { offeredPerSecond == nil ? closedLoopTable : openLoopTable }

  private var closedLoopTable: Table {
    let titles = Set(strategies.flatMap(\.further.keys)).sorted()
    var table = Table(
      ["strategy", "runtime", "min–max", ideal == .slowest ? "÷ slowest" : "÷ delay", "predicted"]
        + Summary.StrategySummary.costTitles + titles)
    for row in strategies {
      let range = "\(NumberText.seconds(row.runtimeSeconds.min)) – \(NumberText.seconds(row.runtimeSeconds.max))"
      table.append(
        [
          row.title, NumberText.seconds(row.runtimeSeconds.median), range, number(row.ratio),
          time(row.predictedSeconds),
        ]
          + row.costs + titles.map { number(row.further[$0]) })
    }
    return table
  }

  /// The lag's p99 shows how much of the times beside it is due to units that began late.
  private var openLoopTable: Table {
    var table = Table(
      ["strategy", "response p50", "predicted", "p99", "predicted", "service p50", "p99", "lag p99"]
        + Summary.StrategySummary.costTitles)
    for row in strategies {
      let loop = row.openLoop
      // The times of a saturated strategy are lower bounds.
      func bound(_ seconds: Double?) -> String {
        (loop?.isSaturated == true && seconds != nil ? "≥ " : "") + time(seconds)
      }
      table.append(
        [
          row.title, bound(loop?.responseP50), time(loop?.responseP50Predicted), bound(loop?.responseP99),
          time(loop?.responseP99Predicted), bound(loop?.serviceP50), bound(loop?.serviceP99), bound(loop?.lagP99),
        ] + row.costs)
    }
    return table
  }

  /// The strategies that do not run and those that are saturated, one line each.
  fileprivate var absences: [String] { LeftOut.lines(leftOut) + strategies.compactMap(\.saturation) }
}

extension Summary.StrategySummary {
  fileprivate var title: String { strategy.rawValue + (role == .control ? " (again, as control)" : "") }

  fileprivate static let costTitles = ["CPU per unit", "threads", "switches per unit"]

  /// The cells under `costTitles`.
  fileprivate var costs: [String] {
    [time(cpuSecondsPerUnit), threadsPeak.map(NumberText.count) ?? "", number(switchesPerUnit)]
  }

  /// Why the times are lower bounds; nil if they are not.
  fileprivate var saturation: String? {
    guard let openLoop, openLoop.isSaturated else { return nil }
    let name = strategy.rawValue + (role == .control ? " (control)" : "")
    let achieved = openLoop.achievedRatio.map { "it achieved \(NumberText.number($0 * 100)) % of the offered rate" }
    let censored = openLoop.censored.flatMap {
      $0 > 0 ? "\(NumberText.count($0)) units were unfinished at the end" : nil
    }
    let reasons = [achieved, censored].compactMap { $0 }.joined(separator: " and ")
    return "\(name) is saturated: \(reasons), so its times are lower bounds"
  }
}

/// The cells of a table; empty if there is no number.
private func time(_ seconds: Double?) -> String { seconds.map(NumberText.seconds) ?? "" }

private func number(_ value: Double?) -> String { value.map(NumberText.number) ?? "" }
