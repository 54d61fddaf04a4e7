import Experiments
package import Runs
package import Statistics
package import Strategies
import Workload

/// Two runs of the same loads, strategy by strategy: does the candidate cost more than the baseline did?
///
/// Blocks of two runs have nothing in common, so they cannot be paired: ``Statistics/UnpairedRatio``, Holm over all
/// comparisons. Whatever changed on the machine between the runs is in the ratio too; only each run's own control can be
/// looked at.
package struct Comparison: Sendable, Codable, Equatable {
  package var baseline: String
  package var candidate: String
  /// A ratio that is still good enough, above 1: 1.05 for 5 % more time or CPU, or as much less throughput.
  package var threshold: Double
  package var rows: [Row]
  /// What the baseline has and was not compared, a sentence each.
  package var notCompared: [String]
  /// What else must be said with the numbers, a sentence each.
  package var remarks: [String]

  package struct Row: Sendable, Codable, Equatable {
    package var experiment: String
    package var load: String
    package var strategy: StrategyName
    /// The name of a ``Quantity``.
    package var metric: String
    package var baselineBlocks: Int
    package var candidateBlocks: Int
    /// Candidate ÷ baseline; nil if one of them has no value, or one of 0.
    package var estimate: RatioEstimate?
    /// `control failed`: in one of the runs the reference differs from itself; `regression`: worse, by more than the threshold,
    /// and not by chance; `passed`: the whole interval is on the good side of the threshold; or `inconclusive`.
    package var verdict: Verdict
    package var sentence: String
  }

  /// Of all rows: the first that any of them has. What was not compared has not passed.
  package var verdict: Verdict {
    for judgement in [Verdict.controlFailed, .regression, .inconclusive] {
      if rows.contains(where: { $0.verdict == judgement }) { return judgement }
    }
    return rows.isEmpty || !notCompared.isEmpty ? .inconclusive : .passed
  }

  /// - Parameter threshold: above 1.
  package init(baseline: RunResults, candidate: RunResults, threshold: Double) {
    self.baseline = baseline.runID
    self.candidate = candidate.runID
    self.threshold = threshold
    var questions: [Question] = []
    notCompared = []
    for experiment in baseline.plan.experiments {
      guard let other = candidate.plan.experiments.first(where: { $0.name == experiment.name }) else {
        notCompared.append("\(experiment.name) is in the baseline only.")
        continue
      }
      for load in experiment.decisiveLoads {
        guard let same = other.loads.first(where: { $0.name == load.name }), same.isComparable(with: load) else {
          notCompared.append("\(experiment.name) \(load.name) is not the same load in both runs.")
          continue
        }
        for strategy in load.strategies.map(\.strategy) {
          guard same.runs(strategy) else {
            notCompared.append("\(experiment.name) \(load.name), \(strategy.rawValue) ran in the baseline only.")
            continue
          }
          for quantity in experiment.headlineMetrics {
            let series = BlockValues.Series(
              LoadID(experiment: experiment.name, load: load.name), strategy, reference: experiment.reference,
              quantity: quantity)
            questions.append(
              Question(
                series: series, quantity: Quantity.named(quantity),
                before: baseline.values[series].map(\.value), now: candidate.values[series].map(\.value)
              ))
          }
        }
      }
    }
    remarks = candidate.plan.experiments.map(\.name)
      .filter { name in !baseline.plan.experiments.contains { $0.name == name } }
      .map { "\($0) is in the candidate only." }
    let failed = Set((Analysis(baseline).failedControls + Analysis(candidate).failedControls).map(FailedControl.init))
    let adjusted = (try? holmAdjusted(questions.map { $0.effect?.p ?? 1 })) ?? questions.map { _ in 1 }
    rows = zip(questions, adjusted).map { question, adjustedP in
      Row(
        question, adjustedP: adjustedP, family: questions.count, threshold: threshold,
        controlFailed: failed.contains(FailedControl(question.series)))
    }
  }

  fileprivate struct Question {
    var series: BlockValues.Series
    var quantity: Quantity
    var before: [Double]
    var now: [Double]
    var effect: UnpairedRatio?

    init(series: BlockValues.Series, quantity: Quantity, before: [Double], now: [Double]) {
      self.series = series
      self.quantity = quantity
      self.before = before
      self.now = now
      effect = try? UnpairedRatio(numerators: now, denominators: before)
    }
  }

  private struct FailedControl: Hashable {
    var experiment: String
    var load: String
    var metric: String

    init(_ result: ContrastResult) {
      (experiment, load, metric) = (result.experiment, result.load, result.metric)
    }

    init(_ series: BlockValues.Series) {
      (experiment, load, metric) = (series.load.experiment, series.load.load, series.quantity)
    }
  }
}

extension Comparison.Row {
  fileprivate init(
    _ question: Comparison.Question, adjustedP: Double, family: Int, threshold: Double, controlFailed: Bool
  ) {
    let rules = DecisionRules()
    experiment = question.series.load.experiment
    load = question.series.load.load
    strategy = question.series.strategy
    metric = question.series.quantity
    baselineBlocks = question.before.count
    candidateBlocks = question.now.count
    verdict = .inconclusive
    let phrase = question.quantity.phrase
    let moreIsBetter = question.quantity.metric.moreIsBetter
    let subject = "\(experiment) \(load), \(strategy.rawValue)"
    guard let effect = question.effect else {
      sentence =
        "\(subject), \(phrase.noun): cannot tell, "
        + (question.before.isEmpty || question.now.isEmpty
          ? "one of the runs has no block of it" : "some values are 0, which has no ratio")
      if controlFailed { verdict = .controlFailed }
      return
    }
    let estimate = RatioEstimate(effect, adjustedP: adjustedP, family: family)
    self.estimate = estimate
    let core = phrase.sentence(subject, ContrastSentence.times(effect.ratio, effect.interval), nil)
    // How much worse it is at worst, whichever way the metric is meant.
    let worse = moreIsBetter ? 1 / effect.ratio : effect.ratio
    let worst = effect.interval.map { moreIsBetter ? 1 / $0.lower : $0.upper } ?? .infinity
    if controlFailed {
      verdict = .controlFailed
      sentence = "\(core): no verdict, in one of the runs the reference differs from itself"
    } else if worst <= threshold {
      verdict = .passed
      sentence = "\(core): no regression"
    } else if adjustedP < rules.level && worse > threshold {
      verdict = .regression
      sentence = "\(core): a regression"
    } else if rules.smallestP(baselineBlocks, candidateBlocks) * Double(family) >= rules.level {
      sentence =
        "\(core): cannot tell, \(baselineBlocks) and \(candidateBlocks) blocks cannot decide \(family) comparisons"
    } else {
      let limit = estimate.minimumDetectableEffect.map {
        ", a difference under \(ContrastSentence.percent($0)) would not show"
      }
      sentence = "\(core): cannot tell\(limit ?? "")"
    }
  }
}

extension RunPlan.LoadPlan {
  /// Whether the trials did the same: seeds only order them and draw delays from one distribution.
  fileprivate func isComparable(with other: RunPlan.LoadPlan) -> Bool {
    work == other.work && arrivals?.process == other.arrivals?.process
      && arrivals?.perSecond == other.arrivals?.perSecond && units == other.units && concurrency == other.concurrency
      && connections == other.connections && tls == other.tls
      && pageBytes == other.pageBytes && serverDelaySeconds == other.serverDelaySeconds
  }
}
