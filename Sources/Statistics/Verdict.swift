/// What the blocks say about a comparison, in one word, as result files have it. The rules give the first four
/// (``DecisionRules``); the others say what has become of a control, of a comparison of two runs, or of a run on a busy
/// machine.
package enum Verdict: String, Sendable, Codable, CaseIterable {
  /// The reference measured against itself came out different: the machine was too noisy to compare anything.
  case controlFailed = "control failed"
  /// The whole interval of the ratio is within 1 ÷ margin…margin.
  case equivalent
  /// The ratio is not 1, and further from 1 than the reference is from itself.
  case different
  /// Neither equivalent nor different can be said.
  case inconclusive
  /// Of a control: it does not come out different. Of two runs: the candidate is within the threshold.
  case passed
  /// Of two runs: the candidate is worse, by more than the threshold.
  case regression
  /// Too many blocks were measured while other programs kept the machine busy.
  case machineBusy = "busy machine"
}

/// A verdict with the numbers that a sentence about it needs.
package enum Decision: Equatable, Sendable {
  /// The control's own ratio, its interval and its adjusted p-value.
  case controlFailed(ratio: Double, interval: ConfidenceInterval?, adjustedP: Double)
  /// The contrast's ratio, its interval, and the margin that the interval is within.
  case equivalent(ratio: Double, interval: ConfidenceInterval, margin: Double)
  /// The contrast's ratio, its interval and its adjusted p-value.
  case different(ratio: Double, interval: ConfidenceInterval, adjustedP: Double)
  /// The reason, and the relative effect below which a difference would often not be found: 0.09 for 9 %; nil if
  /// unknown.
  case inconclusive(Reason, minimumDetectableEffect: Double?)

  /// Why a contrast is inconclusive.
  package enum Reason: Equatable, Sendable {
    /// With so few blocks no result could be significant; `needed` is nil if no number of blocks would be enough.
    case tooFewBlocks(blocks: Int, needed: Int?)
    /// The difference may be due to chance.
    case notSignificant(adjustedP: Double)
    /// The difference is significant, but the reference may differ from itself as much: by up to this ratio.
    case withinControl(ratio: Double)
    /// There is no control, or it has too few blocks for an interval.
    case controlUnknown
  }

  /// The decision in one word.
  package var verdict: Verdict {
    switch self {
    case .controlFailed: .controlFailed
    case .equivalent: .equivalent
    case .different: .different
    case .inconclusive: .inconclusive
    }
  }
}

/// Everything that a decision depends on.
package struct Evidence: Sendable {
  /// The contrast itself.
  package var effect: RatioEffect
  /// Its p-value after Holm's adjustment over the experiment's primary contrasts.
  package var adjustedP: Double
  /// m, the number of primary contrasts of the experiment.
  package var contrasts: Int
  /// The reference against itself, A′ ÷ A, for the same load and metric; nil if it was not measured.
  package var control: RatioEffect?
  /// The control's p-value after Holm's adjustment over the run's controls.
  package var controlAdjustedP: Double

  package init(
    effect: RatioEffect, adjustedP: Double, contrasts: Int, control: RatioEffect?, controlAdjustedP: Double
  ) {
    self.effect = effect
    self.adjustedP = adjustedP
    self.contrasts = contrasts
    self.control = control
    self.controlAdjustedP = controlAdjustedP
  }
}
