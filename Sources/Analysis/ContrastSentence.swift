import Experiments
import Foundation
import Runs
import Statistics
import Strategies
import TextFormats

/// The names of a contrast's two sides in a sentence.
struct ContrastSides: Sendable {
  var numerator: String
  var denominator: String

  init(_ contrast: Experiment.Contrast, in experiment: RunPlan.ExperimentPlan) {
    let (above, below) = (contrast.numerator, contrast.denominator)
    if above.load == nil && below.load == nil {
      numerator = above.strategy.rawValue
      denominator = below.strategy.rawValue
      return
    }
    // If both sides run the same strategy, the names of their loads are enough.
    func name(_ side: Experiment.Contrast.Side) -> String {
      let load = side.load ?? experiment.headlineLoad
      let title = experiment.loads.first { $0.name == load }?.title ?? load
      return above.strategy == below.strategy ? title : "\(title) (\(side.strategy.rawValue))"
    }
    numerator = name(above)
    denominator = name(below)
  }
}

/// A contrast's verdict in words, without a full stop.
struct ContrastSentence: Sendable {
  var sides: ContrastSides
  var phrase: MetricPhrase
  /// Blocks in which both sides were measured.
  var blocks: Int

  private var subject: String { "\(sides.numerator) against \(sides.denominator), \(phrase.noun)" }

  /// - Parameter control: the name of the control; nil if there is none.
  func text(_ decision: Decision, _ effect: RatioEffect, control: String?) -> String {
    switch decision {
    case .controlFailed(let ratio, let interval, _):
      let again = phrase.sentence(control ?? "the reference", Self.times(ratio, interval), "itself")
      return "\(subject): no verdict, the control failed: \(again)"
    case .equivalent(_, _, let margin):
      return "\(comparison(effect)): equivalent, within \(Self.percent(margin - 1))"
    case .different:
      return comparison(effect)
    case .inconclusive(.tooFewBlocks, _):
      return "\(subject): \(Self.times(effect.ratio, effect.interval)), no verdict"
    case .inconclusive(let reason, let detectable):
      return "\(subject): cannot tell, \(text(reason, detectable)) (\(Self.times(effect.ratio, effect.interval)))"
    }
  }

  /// The sentence of a contrast that gets no verdict.
  ///
  /// - Parameter obstacle: the reason, to follow a comma.
  func text(withoutVerdict obstacle: String, _ effect: RatioEffect?) -> String {
    "\(subject): no verdict, \(obstacle)" + (effect.map { " (\(Self.times($0.ratio, $0.interval)))" } ?? "")
  }

  /// The sentence of a contrast that has no ratio.
  ///
  /// - Parameter zeros: the number of blocks in which one of the values is 0.
  func text(withoutRatio zeros: Int) -> String {
    let cause =
      blocks == 0
      ? "no block has both" : "in \(zeros) of \(blocks) blocks one of the two is 0, so there is no ratio"
    return "\(subject): cannot tell, \(cause)"
  }

  /// The side that has more comes first, so that no ratio is below 1: "3.5 ×", not "0.29 ×".
  private func comparison(_ effect: RatioEffect) -> String {
    guard effect.ratio < 1, let interval = effect.interval else {
      return phrase.sentence(sides.numerator, Self.times(effect.ratio, effect.interval), sides.denominator)
    }
    let inverse = ConfidenceInterval(
      lower: 1 / interval.upper, upper: 1 / interval.lower, confidence: interval.confidence)
    return phrase.sentence(sides.denominator, Self.times(1 / effect.ratio, inverse), sides.numerator)
  }

  private func text(_ reason: Decision.Reason, _ detectable: Double?) -> String {
    let count = NumberText.count(blocks, "block")
    switch reason {
    case .tooFewBlocks: return "\(count) cannot decide"
    case .notSignificant:
      guard let detectable else { return "with \(count) it may be chance" }
      return "a difference under \(Self.percent(detectable)) would not show with \(count)"
    case .withinControl(let ratio):
      return "the control alone differs by up to \(Self.percent(ratio - 1))"
    case .controlUnknown: return "there is no control"
    }
  }

  /// The sentence of a control: a strategy against itself. Empty if there is no estimate.
  static func control(_ result: ContrastResult, of name: String, _ phrase: MetricPhrase) -> String {
    guard let estimate = result.estimate else { return "" }
    let core = phrase.sentence(name, times(estimate.ratio, estimate.interval), "itself")
    switch result.verdict {
    case .controlFailed: return "\(core): the machine was too noisy"
    case .machineBusy: return "\(core): measured on a busy machine"
    case .passed:
      let limit = estimate.minimumDetectableEffect.map { "; noise under \(percent($0)) would not show" } ?? ""
      return core + limit
    default: return "\(core): \(NumberText.count(result.blocks, "block")) cannot decide"
    }
  }

  /// `1.70 × [1.61, 1.79]`, down to the first digit of half the interval's width, with at most 4 decimals.
  static func times(_ ratio: Double, _ interval: ConfidenceInterval?) -> String {
    guard let interval else { return NumberText.number(ratio) + " ×" }
    let halfWidth = max(interval.halfWidth, ratio / 1000)
    let decimals = max(0, min(4, Int((-log10(halfWidth)).rounded(.up))))
    func text(_ value: Double) -> String { String(format: "%.\(decimals)f", value) }
    return "\(text(ratio)) × [\(text(interval.lower)), \(text(interval.upper))]"
  }

  /// `9 %`, `0.5 %`, or `a factor of 2.10` from 100 % on.
  ///
  /// - Parameter share: 0.09 for 9 %.
  static func percent(_ share: Double) -> String {
    if share >= 1 { return "a factor of \(NumberText.number(1 + share))" }
    let percent = share * 100
    return String(format: percent < 1 ? "%.1f" : "%.0f", percent) + " %"
  }
}
