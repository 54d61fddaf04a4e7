import Experiments
import Statistics
import Strategies
import TextFormats

extension Summary {
  /// What an open loop adds to what is known of a strategy: medians over the blocks, in seconds.
  package struct OpenLoopSummary: Sendable, Codable, Equatable {
    package var responseP50: Double?
    package var responseP99: Double?
    package var responseP50Predicted: Double?
    package var responseP99Predicted: Double?
    package var serviceP50: Double?
    package var serviceP99: Double?
    package var lagP99: Double?
    /// Achieved ÷ offered rate.
    package var achievedRatio: Double?
    /// Units that were unfinished when time was over.
    package var censored: Double?

    /// - Parameter median: over the blocks; nil where no trial has the number.
    init(median: (Quantity) -> Double?) {
      responseP50 = median(Quantity(.response, stat: "p50"))
      responseP99 = median(Quantity(.response, stat: "p99"))
      responseP50Predicted = median(Quantity(.responsePredicted, stat: "p50"))
      responseP99Predicted = median(Quantity(.responsePredicted, stat: "p99"))
      serviceP50 = median(Quantity(.service, stat: "p50"))
      serviceP99 = median(Quantity(.service, stat: "p99"))
      lagP99 = median(Quantity(.lag, stat: "p99"))
      achievedRatio = median(Quantity(.achievedRatio))
      censored = median(Quantity(.censored))
    }

    /// Whether the strategy could not keep up, so that its times are lower bounds.
    var isSaturated: Bool { (achievedRatio ?? 1) < OpenLoopTimes.leastAchieved || (censored ?? 0) > 0 }
  }
}

extension Summary.LoadSummary {
  /// Every time stands beside the lag's p99, which says how much of it is due to units that began late.
  var openLoopTable: Table {
    var table = Table([
      "strategy", "response p50", "predicted", "p99", "predicted", "service p50", "p99", "lag p99", "CPU a unit",
      "threads",
      "switches a unit",
    ])
    for row in strategies {
      func time(_ seconds: Double?) -> String { seconds.map(NumberText.seconds) ?? "" }
      // What can only be more is marked so.
      func bound(_ seconds: Double?) -> String {
        (row.openLoop?.isSaturated ?? false) && seconds != nil ? "≥ " + time(seconds) : time(seconds)
      }
      let loop = row.openLoop
      table.append([
        row.strategy.rawValue + (row.role == .control ? " (again, as control)" : ""),
        bound(loop?.responseP50), time(loop?.responseP50Predicted), bound(loop?.responseP99),
        time(loop?.responseP99Predicted), bound(loop?.serviceP50), bound(loop?.serviceP99), bound(loop?.lagP99),
        time(row.cpuSecondsPerUnit), row.threadsPeak.map(NumberText.count) ?? "", row.switchesPerUnit.map(NumberText.number) ?? "",
      ])
    }
    return table
  }

  /// What must be said of those that could not keep up.
  var openLoopRemarks: [String] {
    strategies.compactMap { row in
      guard let loop = row.openLoop, loop.isSaturated else { return nil }
      let name = row.strategy.rawValue + (row.role == .control ? " (control)" : "")
      let achieved = loop.achievedRatio.map { "it achieved \(NumberText.number($0 * 100)) % of the offered rate" }
      let censored = loop.censored.flatMap { $0 > 0 ? "\(NumberText.count($0)) units were unfinished at the end" : nil }
      let reasons = [achieved, censored].compactMap { $0 }.joined(separator: " and ")
      return "\(name) is saturated: \(reasons), so its times are lower bounds"
    }
  }
}
