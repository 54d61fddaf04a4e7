import Glibc

extension DecisionRules {
  /// The first verdict that applies: control failed, equivalent, different, inconclusive.
  ///
  /// - A failed control comes before everything, even before "too few blocks": it is itself a significant result.
  /// - Without a control nothing is known of the machine, so nothing can be said.
  /// - "Within the margin" is meant on the logarithmic scale, 1 ÷ 1.05…1.05, so that exchanging numerator and
  ///   denominator cannot change the verdict; and for the interval's whole width, as in a test of equivalence
  ///   (Schuirmann 1987), here at half its usual level. An effect can be significant and within the margin: then it is
  ///   equivalent.
  /// - A difference has to be significant, and its estimate further from 1 than half the width of the control's
  ///   interval.
  ///
  /// A p-value that is NaN counts as not significant.
  package func verdict(on evidence: Evidence) -> Verdict {
    let (effect, control) = (evidence.effect, evidence.control)
    if let control, evidence.controlAdjustedP < level {
      return .controlFailed(
        ratio: control.ratio, interval: control.interval, adjustedP: evidence.controlAdjustedP)
    }
    guard canDecide(blocks: effect.blocks, contrasts: evidence.contrasts),
      let logInterval = effect.logInterval, let interval = effect.interval
    else {
      let needed = blocksToDecide(contrasts: evidence.contrasts)
      return inconclusive(.tooFewBlocks(blocks: effect.blocks, needed: needed), evidence)
    }
    guard let noise = control?.logInterval?.halfWidth else { return inconclusive(.controlUnknown, evidence) }
    if max(logInterval.lower.magnitude, logInterval.upper.magnitude) <= log(margin) {
      return .equivalent(ratio: effect.ratio, interval: interval, margin: margin)
    }
    guard evidence.adjustedP < level else {
      return inconclusive(.notSignificant(adjustedP: evidence.adjustedP), evidence)
    }
    guard effect.logRatio.magnitude > noise else { return inconclusive(.withinControl(ratio: exp(noise)), evidence) }
    return .different(ratio: effect.ratio, interval: interval, adjustedP: evidence.adjustedP)
  }

  private func inconclusive(_ reason: Verdict.Reason, _ evidence: Evidence) -> Verdict {
    let detectable = evidence.effect.standardDeviation.flatMap {
      minimumDetectableEffect(
        standardDeviation: $0, blocks: evidence.effect.blocks, contrasts: evidence.contrasts)
    }
    return .inconclusive(reason, minimumDetectableEffect: detectable)
  }
}
