package import Experiments
package import HostSystem
package import Trial

/// All trials of one attempt at a block, up to the first invalid one.
package struct FinishedBlock: Sendable {
  /// The block as scheduled.
  package var planned: PlannedBlock
  /// From 1; more if earlier attempts were invalid.
  package var attempt: Int
  /// In the order in which they ran.
  package var trials: [FinishedTrial]
  /// How busy the machine was with other things.
  package var conditions: BlockConditions
  /// The machine as it was just before, which the predictions are made from; nil: as the run was planned for it.
  package var machine: Machine?

  package init(
    planned: PlannedBlock, attempt: Int, trials: [FinishedTrial], conditions: BlockConditions = BlockConditions()
  ) {
    self.planned = planned
    self.attempt = attempt
    self.trials = trials
    self.conditions = conditions
  }

  /// The first invalid trial; nil if all are valid.
  package var firstInvalid: FinishedTrial? { trials.first { $0.invalidReason != nil } }
}

/// A trial that has ended, valid or not: what goes into the files.
package struct FinishedTrial: Sendable {
  /// Unique in its run (``TrialID``).
  package var id: String
  /// The trial as scheduled.
  package var planned: PlannedTrial
  /// What the runner returned; nil if it threw. It has the units' rows only if the files list them (``BlockTexts``): a
  /// block of trials with a million units each would not fit into memory.
  package var result: TrialResult?
  /// The distributions of its units' times.
  package var histograms: [LatencyHistogram]
  /// Why the trial is invalid; nil if it is valid.
  package var invalidReason: String?
  /// The machine's conditions during the trial, such as stolen CPU time.
  package var conditions: [Fact]
  /// Its measurements; empty if the runner threw.
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

/// The name of a trial, unique in its run: `five-pages_c5_b1_p2`, with `_r2` at its end in a block's second attempt. It
/// joins the files of a run.
enum TrialID {
  static func text(_ load: LoadID, block: Int, position: Int, attempt: Int) -> String {
    "\(self.block(block, of: load.experiment, load.load))_p\(position)" + (attempt == 1 ? "" : "_r\(attempt)")
  }

  /// What the names of all trials of a block have in common, such as `five-pages_c5_b1`.
  static func block(_ block: Int, of experiment: String, _ load: String) -> String {
    "\(experiment)_\(load)_b\(block)"
  }

  /// The same and the attempt at the block, from the name of a trial; nil if it is none.
  static func parts(of text: String) -> (block: String, attempt: Int)? {
    guard let place = text.ranges(of: "_p").last else { return nil }
    let numbers = text[place.upperBound...].split(separator: "_r", maxSplits: 1, omittingEmptySubsequences: false)
    guard numbers.allSatisfy({ Int($0) ?? 0 >= 1 }) else { return nil }
    let attempt = numbers.count == 1 ? 1 : Int(numbers[1]) ?? 0
    guard (1...ExperimentRun.attempts).contains(attempt), numbers.count == 1 || attempt > 1 else { return nil }
    return (String(text[..<place.lowerBound]), attempt)
  }
}
