import Catalogue
import Experiments
import PageProtocol
package import Runs
import Statistics
import Strategies
import TextFormats

/// The primary contrasts of a run under its headline loads, with their verdicts, and the controls of these loads.
package struct Analysis: Sendable {
  /// The run's id, as its files have it.
  package let runID: String
  /// In the order of the run's plan.
  package private(set) var experiments: [ExperimentAnalysis] = []

  /// The contrasts and controls of one experiment.
  package struct ExperimentAnalysis: Sendable, Codable, Equatable {
    /// The experiment's name.
    package var experiment: String
    /// The name of the headline load.
    package var load: String
    /// Why there are no verdicts, as a sentence; nil if the blocks can decide, or if there is nothing to decide.
    package var remark: String?
    /// The primary contrasts that were planned, one result per contrast and headline metric.
    package var contrasts: [ContrastResult]
    /// The reference against itself, one result per load with verdicts and headline metric.
    package var controls: [ContrastResult]
  }

  private static let blocksToResample = 20
  private let run: RunResults
  private let rules = DecisionRules()
  private var controls: [ControlKey: Control] = [:]

  private struct ControlKey: Hashable {
    var experiment: String
    var load: String
    /// ``Experiments/Quantity/name``.
    var quantity: String
  }

  private struct Control {
    var strategy: StrategyName
    /// Its name in sentences.
    var name: String
    var pairs: PairedBlocks
    /// As it is judged: with pooled noise if there are few blocks.
    var effect: RatioEffect?
    /// Holm's adjustment over all controls of the run.
    var adjustedP: Double

    /// Half the width of the interval of ln ratio; infinite if there is no interval.
    var halfWidth: Double { effect?.logInterval?.halfWidth ?? .infinity }
  }

  /// Analyses a run by ``Statistics/DecisionRules``. The same run always gives the same numbers.
  package init(_ run: RunResults) {
    self.run = run
    runID = run.runID
    controls = Self.controls(of: run)
    experiments = run.plan.experiments.map { analysis(of: $0) }
  }

  /// The controls that differ significantly from their reference, in all experiments.
  package var failedControls: [ContrastResult] {
    experiments.flatMap(\.controls).filter { $0.verdict == .controlFailed }
  }

  /// The text of `contrasts.csv`: contrasts and controls, experiment by experiment.
  package var csv: String {
    var text = CSVText()
    text.append(ContrastResult.columns)
    for result in experiments.flatMap({ $0.contrasts + $0.controls }) { text.append(result.row(runID: runID)) }
    return text.text
  }

  private static func controls(of run: RunResults) -> [ControlKey: Control] {
    var keys: [ControlKey] = []
    var found: [Control] = []
    for experiment in run.plan.experiments {
      for load in experiment.decisiveLoads {
        let strategy = load.control ?? experiment.reference
        guard load.runs(strategy) else { continue }
        let own: Role = strategy == experiment.reference ? .reference : .candidate
        for quantity in experiment.headlineMetrics {
          func values(_ role: Role) -> [Int: Double] {
            run.values[.init(LoadID(experiment: experiment.name, load: load.name), strategy, role, quantity: quantity)]
          }
          keys.append(ControlKey(experiment: experiment.name, load: load.name, quantity: quantity))
          let pairs = PairedBlocks(values(.control), over: values(own))
          let name = load.title.map { "\($0) (\(strategy.rawValue))" } ?? strategy.rawValue
          let noise = PooledNoise(run, experiment: experiment, quantity: quantity)
          let effect = judged(pairs.effect) { noise.noise(of: load.name).map { ($0, $0) } }
          found.append(Control(strategy: strategy, name: name, pairs: pairs, effect: effect, adjustedP: 1))
        }
      }
    }
    let adjusted = Self.adjusted(found.map { $0.effect?.p ?? 1 })
    for place in found.indices { found[place].adjustedP = adjusted[place] }
    return Dictionary(uniqueKeysWithValues: zip(keys, found))
  }

  /// An effect with pooled noise, if its blocks are too few for the signed-rank test, even for a single contrast, and
  /// the noise is known.
  private static func judged(
    _ effect: RatioEffect?, _ noises: () -> (BlockNoise, BlockNoise)?
  ) -> RatioEffect? {
    guard let effect, !DecisionRules().canDecide(blocks: effect.blocks, contrasts: 1), let noises = noises() else {
      return effect
    }
    return effect.pooled(with: noises) ?? effect
  }

  /// Holm's adjustment. It refuses only values outside 0…1, which no test returns; then nothing is significant.
  static func adjusted(_ pValues: [Double]) -> [Double] {
    (try? holmAdjusted(pValues)) ?? pValues.map { _ in 1 }
  }
}

extension Analysis {
  /// One contrast for one metric.
  private struct Question {
    var contrast: Experiment.Contrast
    var quantity: String
    var pairs: PairedBlocks
    /// As it is judged: with pooled noise if there are few blocks.
    var effect: RatioEffect?
  }

  private func analysis(of experiment: RunPlan.ExperimentPlan) -> ExperimentAnalysis {
    let setting = BlockValues.Setting(
      experiment: experiment.name, headlineLoad: experiment.headlineLoad, reference: experiment.reference)
    let questions = experiment.plannedContrasts.flatMap { contrast in
      experiment.headlineMetrics.map { quantity in
        let pairs = run.values.pairs(contrast, quantity, in: setting)
        let noise = PooledNoise(run, experiment: experiment, quantity: quantity)
        let effect = Self.judged(pairs.effect) { noise.noises(of: contrast) }
        return Question(contrast: contrast, quantity: quantity, pairs: pairs, effect: effect)
      }
    }
    let adjusted = Self.adjusted(questions.map { $0.effect?.p ?? 1 })
    return ExperimentAnalysis(
      experiment: experiment.name, load: experiment.headlineLoad,
      remark: remark(
        contrasts: questions.count, blocks: questions.map(\.pairs.count).max() ?? 0,
        arePooled: questions.contains { $0.effect?.isPooled ?? false }),
      contrasts: zip(questions, adjusted).map { question, adjustedP in
        result(question, adjustedP: adjustedP, family: questions.count, in: experiment)
      },
      controls: experiment.decisiveLoads.flatMap { load in
        experiment.headlineMetrics.compactMap { controlResult($0, load.name, in: experiment) }
      })
  }

  private func remark(contrasts: Int, blocks: Int, arePooled: Bool) -> String? {
    guard contrasts > 0, !rules.canDecide(blocks: blocks, contrasts: contrasts) else { return nil }
    if arePooled {
      return "So few blocks are judged by Student's t, with the noise pooled over all strategies."
    }
    let needed = rules.blocksToDecide(contrasts: contrasts).map { "; it takes \($0)" } ?? ""
    return "\(NumberText.count(blocks, "block")) cannot decide \(NumberText.count(contrasts, "contrast"))\(needed)."
  }

  private func result(
    _ question: Question, adjustedP: Double, family: Int, in experiment: RunPlan.ExperimentPlan
  ) -> ContrastResult {
    let (contrast, quantity, pairs) = (question.contrast, question.quantity, question.pairs)
    let control = control(of: contrast, quantity, in: experiment)
    var result = ContrastResult(
      experiment: experiment.name, metric: quantity, load: experiment.headlineLoad,
      numerator: contrast.numerator.text, denominator: contrast.denominator.text, isPrimary: true,
      blocks: pairs.count, verdict: .inconclusive, sentence: "")
    result.controlRatio = control?.effect?.ratio
    result.controlInterval = control?.effect?.interval
    let sentence = ContrastSentence(
      sides: ContrastSides(contrast, in: experiment), phrase: Quantity.named(quantity).phrase, blocks: pairs.count)
    if let effect = question.effect {
      var generator = SeededGenerator(
        seed: DerivedSeed.seed(
          run.plan.seed, "resampling", experiment.name, quantity, result.numerator, result.denominator))
      result.estimate = RatioEstimate(effect, adjustedP: adjustedP, family: family)
      if pairs.count >= Self.blocksToResample {
        result.bootstrapInterval = effect.bootstrapInterval(using: &generator)
      }
      let decision = rules.decision(
        on: Evidence(
          effect: effect, adjustedP: adjustedP, contrasts: family, control: control?.effect,
          controlAdjustedP: control?.adjustedP ?? 1))
      result.verdict = decision.verdict
      result.sentence = sentence.text(decision, effect, control: control?.name)
    } else {
      result.sentence = sentence.text(withoutRatio: pairs.withoutRatio)
    }
    if let obstacle = BusyBlocks(run, experiment: experiment, loads: experiment.loads(of: contrast)).obstacle {
      result.verdict = .machineBusy
      result.sentence = sentence.text(withoutVerdict: obstacle, pairs.effect)
    }
    return result
  }

  /// The control that a contrast is held against. If its sides have loads of their own, there are two controls: a
  /// failed one comes first, else the one with the wider interval. Nil if a load has no control.
  private func control(
    of contrast: Experiment.Contrast, _ quantity: String, in experiment: RunPlan.ExperimentPlan
  ) -> Control? {
    let own = experiment.loads(of: contrast).map {
      controls[ControlKey(experiment: experiment.name, load: $0, quantity: quantity)]
    }
    if own.contains(where: { $0 == nil }) { return nil }
    let known = own.compactMap { $0 }
    return known.first { $0.adjustedP < rules.level } ?? known.max { $0.halfWidth < $1.halfWidth }
  }

  private func controlResult(
    _ quantity: String, _ load: String, in experiment: RunPlan.ExperimentPlan
  ) -> ContrastResult? {
    guard let control = controls[ControlKey(experiment: experiment.name, load: load, quantity: quantity)] else {
      return nil
    }
    let name = control.strategy.rawValue
    var result = ContrastResult(
      experiment: experiment.name, metric: quantity, load: load, numerator: "\(name) (control)", denominator: name,
      isPrimary: false, blocks: control.pairs.count, verdict: .inconclusive, sentence: "")
    guard let effect = control.effect else { return result }
    result.estimate = RatioEstimate(effect, adjustedP: control.adjustedP, family: controls.count)
    if control.adjustedP < rules.level {
      result.verdict = .controlFailed
    } else if effect.isPooled || rules.canDecide(blocks: effect.blocks, contrasts: controls.count) {
      result.verdict = .passed
    }
    if BusyBlocks(run, experiment: experiment, loads: [load]).obstacle != nil { result.verdict = .machineBusy }
    result.sentence = ContrastSentence.control(result, of: control.name, Quantity.named(quantity).phrase)
    return result
  }
}

extension RunPlan.ExperimentPlan {
  /// The planned loads that get verdicts: the headline load, and those that a primary contrast names.
  var decisiveLoads: [RunPlan.LoadPlan] {
    let named = primaryContrasts.flatMap { [$0.numerator.load, $0.denominator.load] }.compactMap { $0 }
    return loads.filter { $0.name == headlineLoad || named.contains($0.name) }
  }

  /// The primary contrasts with both sides in the plan.
  fileprivate var plannedContrasts: [Experiment.Contrast] {
    primaryContrasts.filter { contrast in
      [contrast.numerator, contrast.denominator].allSatisfy { side in
        loads.contains { $0.name == side.load ?? headlineLoad && $0.runs(side.strategy) }
      }
    }
  }

  /// The names of the loads of a contrast's sides, each once, in alphabetical order.
  fileprivate func loads(of contrast: Experiment.Contrast) -> [String] {
    Set([contrast.numerator, contrast.denominator].map { $0.load ?? headlineLoad }).sorted()
  }
}

extension RunPlan.LoadPlan {
  /// Whether the plan has trials of the strategy under this load.
  func runs(_ strategy: StrategyName) -> Bool { strategies.contains { $0.strategy == strategy } }
}

extension Quantity {
  /// The catalogue's quantity of this name. For a name that the catalogue no longer has, one that sentences call by it.
  static func named(_ name: String) -> Quantity {
    Catalogue.quantity(named: name) ?? Quantity(Metric(name, unit: ""))
  }
}
