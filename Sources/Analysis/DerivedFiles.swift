import Catalogue
import Experiments
package import Runs
import Strategies
package import TextFormats

/// The files of a run that are made from its measurements: `contrasts.csv`, `estimates.csv`, `predictions.csv` and
/// `series.csv`. They can be made anew at any time, so that an old run gets what a newer version of the suite computes.
package struct DerivedFiles: Sendable {
  /// What was measured.
  package let results: RunResults
  /// What it decides.
  package let analysis: Analysis
  /// How often its predictions came true.
  package let scorecard: Scorecard

  /// Reads and analyses what was committed to a run's folder.
  package init(_ folder: RunFolder) throws(FileError) {
    results = try RunResults(folder)
    analysis = Analysis(results)
    scorecard = Scorecard(results)
  }

  /// Writes all of them in place of earlier ones.
  package func write(to folder: RunFolder) throws(FileError) {
    try folder.replace(.contrasts, with: analysis.csv)
    try folder.replace(.estimates, with: Estimate.csv(results))
    try folder.replace(.predictions, with: scorecard.csv(runID: results.runID))
    try folder.replace(.series, with: Series(results).csv(runID: results.runID))
  }
}

extension Estimate {
  /// The columns of `estimates.csv`, in their order.
  package static let columns = [
    "run_id", "experiment", "strategy", "load", "estimate", "unit", "value", "low", "high", "trials",
  ]

  /// `estimates.csv`: what the experiments of a run estimate from all their trials.
  package static func csv(_ run: RunResults) -> String {
    var text = CSVText()
    text.append(columns)
    for plan in run.plan.experiments {
      guard let experiment = try? Catalogue.experiment(plan.name) else { continue }
      for estimate in experiment.estimates(run.results(of: plan)) {
        text.append([
          run.runID, plan.name, estimate.strategy.rawValue, estimate.load, estimate.name, estimate.unit,
          estimate.value.csv, estimate.low?.csv ?? "", estimate.high?.csv ?? "", "\(estimate.trials)",
        ])
      }
    }
    return text.text
  }
}
