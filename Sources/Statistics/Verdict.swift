/// What the blocks say about a contrast, with the numbers that a sentence about it needs.
package enum Verdict: Equatable, Sendable {
  /// The reference measured against itself came out different: the machine was not still enough to compare anything.
  case controlFailed(ratio: Double, interval: ConfidenceInterval?, adjustedP: Double)
  /// Whatever the ratio is, it is within 1 ÷ margin…margin.
  case equivalent(ratio: Double, interval: ConfidenceInterval, margin: Double)
  /// The ratio is not 1, and further from 1 than the reference is from itself.
  case different(ratio: Double, interval: ConfidenceInterval, adjustedP: Double)
  /// Neither can be said; a ratio within the minimum detectable effect of 1 would often not show.
  case inconclusive(Reason, minimumDetectableEffect: Double?)

  /// Why nothing can be said.
  package enum Reason: Equatable, Sendable {
    /// With so few blocks no result could be significant.
    case tooFewBlocks(blocks: Int, needed: Int?)
    /// The result may be chance.
    case notSignificant(adjustedP: Double)
    /// The result is not chance, but the reference may be as far from itself: up to this ratio.
    case withinControl(ratio: Double)
    /// There is no control, or it has too few blocks for an interval, so nothing can be held against it.
    case controlUnknown
  }

  /// The verdict as the files have it.
  package var name: String {
    switch self {
    case .controlFailed: "control failed"
    case .equivalent: "equivalent"
    case .different: "different"
    case .inconclusive: "inconclusive"
    }
  }
}

/// Everything that a verdict looks at.
package struct Evidence: Equatable, Sendable {
  /// The contrast itself.
  package var effect: RatioEffect
  /// Its p-value after Holm over the experiment's primary contrasts.
  package var adjustedP: Double
  /// m, how many primary contrasts the experiment has.
  package var contrasts: Int
  /// The reference against itself, A′ ÷ A, for the same load and metric; nil if it was not measured.
  package var control: RatioEffect?
  /// The control's p-value after Holm over the run's control cells.
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
