import Catalogue
import Experiments
import PageProtocol
package import Runs
import Statistics
import Strategies
import TextFormats

/// Every primary contrast of a run on its headline load, each with its control and its verdict.
package struct Analysis: Sendable {
  package let runID: String
  package private(set) var experiments: [ExperimentAnalysis] = []

  package struct ExperimentAnalysis: Sendable, Codable, Equatable {
    package var experiment: String
    package var load: String
    /// Why there are no verdicts; nil if there may be some.
    package var remark: String?
    package var contrasts: [ContrastResult]
    /// The reference against itself.
    package var controls: [ContrastResult]
  }

  private static let verdictFreeProfile = Profile.quick
  private static let blocksToResample = 20
  private let run: RunResults
  private let rules = DecisionRules()
  /// Controls by experiment, load and metric.
  private var controls: [ControlKey: Control] = [:]

  private struct ControlKey: Hashable {
    var experiment: String
    var load: String
    var quantity: String
  }

  private struct Control {
    var strategy: StrategyName
    /// What sentences call it.
    var name: String
    var pairs: PairedBlocks
    /// After Holm over all controls of the run.
    var adjustedP: Double

    /// Half the width of the interval of ln ratio; infinite where there is none.
    var halfWidth: Double { pairs.effect?.logInterval?.halfWidth ?? .infinity }
  }

  package init(_ run: RunResults) {
    self.run = run
    runID = run.runID
    controls = Self.controls(of: run)
    experiments = run.plan.experiments.map { analysis(of: $0) }
  }

  /// What failed of the reference against itself, anywhere in the run.
  package var failedControls: [ContrastResult] {
    experiments.flatMap(\.controls).filter { $0.verdict == .controlFailed }
  }

  /// `contrasts.csv`.
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
          found.append(Control(strategy: strategy, name: name, pairs: pairs, adjustedP: pairs.effect?.p ?? 1))
        }
      }
    }
    let adjusted = Self.adjusted(found.map(\.adjustedP))
    for place in found.indices { found[place].adjustedP = adjusted[place] }
    return Dictionary(uniqueKeysWithValues: zip(keys, found))
  }

  /// A p-value that is none cannot come out of a test; if it did, it would say nothing.
  private static func adjusted(_ pValues: [Double]) -> [Double] {
    (try? holmAdjusted(pValues)) ?? pValues.map { _ in 1 }
  }
}

extension Analysis {
  /// One contrast for one metric.
  private struct Question {
    var contrast: Experiment.Contrast
    var quantity: String
    var pairs: PairedBlocks
  }

  private func analysis(of experiment: RunPlan.ExperimentPlan) -> ExperimentAnalysis {
    let setting = BlockValues.Setting(
      experiment: experiment.name, headlineLoad: experiment.headlineLoad, reference: experiment.reference)
    let questions = experiment.plannedContrasts.flatMap { contrast in
      experiment.headlineMetrics.map { quantity in
        Question(contrast: contrast, quantity: quantity, pairs: run.values.pairs(contrast, quantity, in: setting))
      }
    }
    let adjusted = Self.adjusted(questions.map { $0.pairs.effect?.p ?? 1 })
    return ExperimentAnalysis(
      experiment: experiment.name, load: experiment.headlineLoad,
      remark: remark(on: experiment, contrasts: questions.count, blocks: questions.map(\.pairs.count).max() ?? 0),
      contrasts: zip(questions, adjusted).map { question, adjustedP in
        result(question, adjustedP: adjustedP, family: questions.count, in: experiment)
      },
      controls: experiment.decisiveLoads.flatMap { load in
        experiment.headlineMetrics.compactMap { controlResult($0, load.name, in: experiment) }
      })
  }

  private func remark(on experiment: RunPlan.ExperimentPlan, contrasts: Int, blocks: Int) -> String? {
    if run.plan.profile == Self.verdictFreeProfile {
      return "An illustration: profile \(run.plan.profile.rawValue) is too small for verdicts."
    }
    guard contrasts > 0, !rules.canDecide(blocks: blocks, contrasts: contrasts) else { return nil }
    let needed = rules.blocksToDecide(contrasts: contrasts).map { "; that takes \($0)" } ?? ""
    return "\(blocks) block\(blocks == 1 ? "" : "s") cannot decide \(contrasts) contrasts\(needed)."
  }

  private func result(
    _ question: Question, adjustedP: Double, family: Int, in experiment: RunPlan.ExperimentPlan
  ) -> ContrastResult {
    let (contrast, quantity, pairs) = (question.contrast, question.quantity, question.pairs)
    let control = control(of: contrast, quantity, in: experiment)
    let sides = ContrastSides(contrast, in: experiment)
    var result = ContrastResult(
      experiment: experiment.name, metric: quantity, load: experiment.headlineLoad,
      numerator: contrast.numerator.text, denominator: contrast.denominator.text, isPrimary: true,
      blocks: pairs.count, verdict: .inconclusive, sentence: "")
    result.controlRatio = control?.pairs.effect?.ratio
    result.controlInterval = control?.pairs.effect?.interval
    let sentence = ContrastSentence(
      sides: sides, phrase: Quantity.named(quantity).phrase, blocks: pairs.count)
    if let effect = pairs.effect {
      var generator = SeededGenerator(
        seed: DerivedSeed.seed(
          run.plan.seed, "resampling", experiment.name, quantity, result.numerator, result.denominator))
      result.estimate = RatioEstimate(effect, adjustedP: adjustedP, family: family)
      if pairs.count >= Self.blocksToResample {
        result.bootstrapInterval = effect.bootstrapInterval(using: &generator)
      }
      let decision = rules.decision(
        on: Evidence(
          effect: effect, adjustedP: adjustedP, contrasts: family, control: control?.pairs.effect,
          controlAdjustedP: control?.adjustedP ?? 1))
      result.verdict = decision.verdict
      result.sentence = sentence.text(decision, effect, control: control?.name)
    } else {
      result.sentence = sentence.text(withoutRatio: pairs.withoutRatio)
    }
    if run.plan.profile == Self.verdictFreeProfile { result.verdict = .illustration }
    return result
  }

  /// The control that counts for a contrast: of two, where its sides have loads of their own, the one that is worse.
  private func control(
    of contrast: Experiment.Contrast, _ quantity: String, in experiment: RunPlan.ExperimentPlan
  ) -> Control? {
    let loads = Set([contrast.numerator, contrast.denominator].map { $0.load ?? experiment.headlineLoad })
    let own = loads.sorted().map {
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
    guard let effect = control.pairs.effect else { return result }
    result.estimate = RatioEstimate(effect, adjustedP: control.adjustedP, family: controls.count)
    if control.adjustedP < rules.level {
      result.verdict = .controlFailed
    } else if rules.canDecide(blocks: effect.blocks, contrasts: controls.count) {
      result.verdict = .passed
    }
    result.sentence = ContrastSentence.control(
      result, of: control.name, Quantity.named(quantity).phrase)
    return result
  }
}

extension RunPlan.ExperimentPlan {
  /// The loads that verdicts are about, as far as they were planned.
  var decisiveLoads: [RunPlan.LoadPlan] {
    let named = primaryContrasts.flatMap { [$0.numerator.load, $0.denominator.load] }.compactMap { $0 }
    return loads.filter { $0.name == headlineLoad || named.contains($0.name) }
  }

  /// The primary contrasts of which both sides were to run.
  var plannedContrasts: [Experiment.Contrast] {
    primaryContrasts.filter { contrast in
      [contrast.numerator, contrast.denominator].allSatisfy { side in
        loads.contains { $0.name == side.load ?? headlineLoad && $0.runs(side.strategy) }
      }
    }
  }
}

extension RunPlan.LoadPlan {
  func runs(_ strategy: StrategyName) -> Bool { strategies.contains { $0.strategy == strategy } }
}

extension Quantity {
  /// What a plan calls by this name; what the catalogue no longer has is said by its name.
  static func named(_ name: String) -> Quantity {
    Catalogue.quantity(named: name) ?? Quantity(Metric(name, unit: ""))
  }
}
