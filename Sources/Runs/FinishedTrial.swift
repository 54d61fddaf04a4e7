package import Experiments
package import HostSystem
package import Trial

/// A trial that is over, however it ended: what the files get of it. The rows of a million units are not among that, and a
/// block of several such trials could not hold them all.
package struct FinishedTrial: Sendable {
  /// Unique in its run.
  package var id: String
  package var planned: PlannedTrial
  /// What came back, with the units' rows only if the files list them (``BlockTexts``); nil if nothing did.
  package var result: TrialResult?
  /// How long its units took.
  package var histograms: [LatencyHistogram]
  /// Why it does not count; nil if it does.
  package var invalidReason: String?
  /// What the machine did meanwhile.
  package var conditions: [Fact]
  /// What it was measured by; empty if nothing came back.
  package var measurements: [Measurement]

  package init(
    id: String, planned: PlannedTrial, result: TrialResult?, invalidReason: String?, conditions: [Fact] = [],
    measurements: [Measurement] = [], histograms: [LatencyHistogram] = []
  ) {
    self.id = id
    self.planned = planned
    self.result = result
    self.histograms = histograms
    self.invalidReason = invalidReason
    self.conditions = conditions
    self.measurements = measurements
  }
}

/// All trials of one attempt at a block.
package struct FinishedBlock: Sendable {
  package var planned: PlannedBlock
  /// From 1; more than that if earlier attempts were invalid.
  package var attempt: Int
  package var trials: [FinishedTrial]

  package init(planned: PlannedBlock, attempt: Int, trials: [FinishedTrial]) {
    self.planned = planned
    self.attempt = attempt
    self.trials = trials
  }

  /// The first trial that does not count, if any.
  package var firstInvalid: FinishedTrial? { trials.first { $0.invalidReason != nil } }
}
