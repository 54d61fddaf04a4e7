import Experiments
package import Runs
package import Statistics
package import Strategies
package import TextFormats
import Workload

/// Compares two runs of the same loads, strategy by strategy: does the candidate cost more than the baseline?
///
/// Blocks of two runs have nothing in common, so they cannot be paired: ``Statistics/UnpairedRatio``, with Holm's
/// adjustment over all comparisons. A change of the machine between the runs is part of the ratio; the controls show
/// only the noise within each run.
package struct Comparison: Sendable, Codable, Equatable {
  /// The id of the earlier run.
  package var baseline: String
  /// The id of the run to judge.
  package var candidate: String
  /// The ratio that is still acceptable, above 1: 1.05 for 5 % more time or CPU, or 1 ÷ 1.05 of the throughput.
  package var threshold: Double
  /// One per experiment, load with verdicts, strategy and headline metric that both runs have.
  package var rows: [Row]
  /// The parts of the baseline that were not compared, one sentence each.
  package var notCompared: [String]
  /// Further remarks on the numbers, one sentence each.
  package var remarks: [String]

  /// One strategy under one load, in both runs.
  package struct Row: Sendable, Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The load's name.
    package var load: String
    /// The strategy in both runs.
    package var strategy: StrategyName
    /// ``Experiments/Quantity/name``.
    package var metric: String
    /// Blocks of the baseline with a value.
    package var baselineBlocks: Int
    /// Blocks of the candidate with a value.
    package var candidateBlocks: Int
    /// Candidate ÷ baseline; nil if a run has no values, or if a value is 0.
    package var estimate: RatioEstimate?
    /// - `busy machine`: in one of the runs other programs kept the machine busy.
    /// - `control failed`: in one of the runs the reference differs from itself.
    /// - `passed`: the whole interval is within the threshold.
    /// - `regression`: worse by more than the threshold, and significant.
    /// - `inconclusive`: none of these.
    package var verdict: Verdict
    /// The result in words, without a full stop.
    package var sentence: String
  }

  /// The verdict on the candidate: the worst of the rows. With parts that were not compared, `inconclusive` instead of
  /// `passed`.
  package var verdict: Verdict {
    for verdict in [Verdict.machineBusy, .controlFailed, .regression, .inconclusive] {
      if rows.contains(where: { $0.verdict == verdict }) { return verdict }
    }
    return rows.isEmpty || !notCompared.isEmpty ? .inconclusive : .passed
  }

  /// Compares the loads with verdicts of every experiment that both runs have.
  ///
  /// - Parameter threshold: the ratio that is still acceptable, above 1.
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
    let adjusted = Analysis.adjusted(questions.map { $0.effect?.p ?? 1 })
    rows = zip(questions, adjusted).map { question, adjustedP in
      let busy = [baseline, candidate].lazy.compactMap { run in
        run.plan.experiments.first { $0.name == question.series.load.experiment }.flatMap {
          BusyBlocks(run, experiment: $0, loads: [question.series.load.load]).obstacle
        }
      }
      return Row(
        question, adjustedP: adjustedP, family: questions.count, threshold: threshold,
        controlFailed: failed.contains(FailedControl(question.series)), busy: busy.first)
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
    _ question: Comparison.Question, adjustedP: Double, family: Int, threshold: Double, controlFailed: Bool,
    busy: String?
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
          ? "one of the runs has no blocks" : "some values are 0, so there is no ratio")
      if controlFailed { verdict = .controlFailed }
      return
    }
    let estimate = RatioEstimate(effect, adjustedP: adjustedP, family: family)
    self.estimate = estimate
    let core = phrase.sentence(subject, ContrastSentence.times(effect.ratio, effect.interval), nil)
    // Of a metric of which more is better, the inverse ratio is the cost.
    let worse = moreIsBetter ? 1 / effect.ratio : effect.ratio
    let worst = effect.interval.map { moreIsBetter ? 1 / $0.lower : $0.upper } ?? .infinity
    if let busy {
      verdict = .machineBusy
      sentence = "\(core): no verdict, one of the runs was \(busy)"
    } else if controlFailed {
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
  /// Whether the trials did the same work. Seeds may differ: they only order trials and draw delays.
  fileprivate func isComparable(with other: RunPlan.LoadPlan) -> Bool {
    work == other.work && arrivals?.process == other.arrivals?.process
      && arrivals?.perSecond == other.arrivals?.perSecond && units == other.units && concurrency == other.concurrency
      && connections == other.connections && tls == other.tls && pageBytes == other.pageBytes
      && serverDelaySeconds == other.serverDelaySeconds
  }
}

extension Comparison {
  /// The comparison for printing, with a line break at its end.
  ///
  /// - Throws: `EncodingError` for JSON, if a number is not finite.
  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .json: try PrettyJSON.text(self) + "\n"
    case .text: lines.map { $0 + "\n" }.joined() + "\n" + conclusion + "\n"
    case .markdown:
      "# \(candidate) against \(baseline)\n\n" + lines.map { "- \($0)\n" }.joined() + "\n**\(conclusion)**\n"
    }
  }

  /// The worst verdicts come first.
  private var lines: [String] {
    let order: [Verdict] = [.machineBusy, .controlFailed, .regression, .inconclusive, .passed]
    return order.flatMap { verdict in rows.filter { $0.verdict == verdict }.map(\.sentence) }
      + notCompared + remarks
  }

  private var conclusion: String {
    let counts = [Verdict.regression, .inconclusive, .passed, .controlFailed, .machineBusy].compactMap { verdict in
      let count = rows.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    if rows.isEmpty { return "The runs have nothing in common that can be compared." }
    let comparisons = NumberText.count(rows.count, "comparison")
    let missing = NumberText.count(notCompared.count, "part")
    return "\(verdict.rawValue): \(counts.joined(separator: ", ")), of \(comparisons) at "
      + ContrastSentence.percent(threshold - 1)
      + (notCompared.isEmpty ? "" : "; not compared: \(missing) of the baseline")
  }
}
