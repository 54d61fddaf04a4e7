import Experiments
package import Runs
import Statistics
package import Strategies
import TextFormats

/// How often the predictions of a run came true: one point per load and strategy.
package struct Scorecard: Sendable, Codable, Equatable {
  /// In the order of the plan.
  package var points: [Point]

  /// A prediction holds if what was measured is between predicted ÷ tolerance and predicted × tolerance.
  package static let tolerance = 1.2

  /// The predictions for one strategy under one load, and what was measured.
  package struct Point: Sendable, Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The load's name.
    package var load: String
    /// The strategy that ran.
    package var strategy: StrategyName
    /// Blocks with both numbers.
    package var blocks: Int
    /// The predicted runtime in seconds, the median over the blocks: each block has its own, made just before it.
    package var predictedSeconds: Double
    /// The measured runtime in seconds, the median over the blocks.
    package var measuredSeconds: Double
    /// Measured ÷ predicted, the median over the blocks.
    package var ratio: Double

    /// The interval that was predicted, in seconds.
    package var interval: ClosedRange<Double> {
      predictedSeconds / tolerance...predictedSeconds * tolerance
    }

    /// Whether ``ratio`` is within 1 ÷ tolerance…tolerance.
    package var holds: Bool { (1 / tolerance...tolerance).contains(ratio) }
  }

  /// The points of a run. A prediction of no time at all has no ratio, and is left out.
  package init(_ run: RunResults) {
    points = run.plan.experiments.flatMap { experiment in
      experiment.loads.flatMap { load in
        load.strategies.compactMap { expectation in
          let id = LoadID(experiment: experiment.name, load: load.name)
          func values(_ metric: Metric) -> [Int: Double] {
            run.values[
              .init(id, expectation.strategy, reference: experiment.reference, quantity: Quantity(metric).name)]
          }
          return Point(id, expectation.strategy, predicted: values(.runtimePredicted), measured: values(.runtime))
        }
      }
    }
  }

  /// The share of points that hold, 0 to 1; nil if there are none.
  package func share(of experiment: String) -> Double? {
    let own = points.filter { $0.experiment == experiment }
    return own.isEmpty ? nil : Double(own.count(where: \.holds)) / Double(own.count)
  }

  /// `predictions.csv`.
  package func csv(runID: String) -> String {
    var text = CSVText()
    text.append([
      "run_id", "experiment", "load", "strategy", "n_blocks", "predicted_s", "low_s", "high_s", "measured_s", "ratio",
      "holds",
    ])
    for point in points {
      text.append([
        runID, point.experiment, point.load, point.strategy.rawValue, "\(point.blocks)", point.predictedSeconds.csv,
        point.interval.lowerBound.csv, point.interval.upperBound.csv, point.measuredSeconds.csv, point.ratio.csv,
        point.holds ? "yes" : "no",
      ])
    }
    return text.text
  }

  /// One sentence with the hits of every experiment; nil if nothing was predicted.
  package var sentence: String? {
    guard !points.isEmpty else { return nil }
    var names: [String] = []
    for point in points where !names.contains(point.experiment) { names.append(point.experiment) }
    let each = names.map { name in
      let own = points.filter { $0.experiment == name }
      return "\(name) \(own.count(where: \.holds)) of \(own.count)"
    }
    let hits = points.count(where: \.holds)
    return "Predictions of the runtime: \(hits) of \(points.count) within "
      + "\(ContrastSentence.percent(Self.tolerance - 1)) (\(each.joined(separator: ", ")))."
  }
}

extension Scorecard.Point {
  /// Nil if no block has both numbers, or a prediction is 0.
  fileprivate init?(_ id: LoadID, _ strategy: StrategyName, predicted: [Int: Double], measured: [Int: Double]) {
    let both = predicted.keys.filter { measured[$0] != nil }.sorted()
    let pairs = both.compactMap { block in predicted[block].flatMap { p in measured[block].map { (p, $0) } } }
    guard !pairs.contains(where: { $0.0 <= 0 }), let expected = median(of: pairs.map(\.0)),
      let found = median(of: pairs.map(\.1)), let ratio = median(of: pairs.map { $0.1 / $0.0 })
    else { return nil }
    self.init(
      experiment: id.experiment, load: id.load, strategy: strategy, blocks: both.count, predictedSeconds: expected,
      measuredSeconds: found, ratio: ratio)
  }
}
