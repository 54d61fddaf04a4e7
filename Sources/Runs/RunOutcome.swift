/// How a run ended, and which blocks are complete.
package struct RunOutcome: Sendable {
  /// Why the run ended.
  package var ending: Ending
  /// The valid blocks of this run, in the order in which they ran. Their measurements are in the files only: the
  /// results of a run of hours must not fill the memory of the machine under test.
  package var blocks: [CompleteBlock]
  /// Blocks of which every attempt was invalid.
  package var givenUp: [GivenUp]
  /// How many blocks were not started when the run ended early.
  package var notStarted: Int
  /// How many blocks were skipped because the intervals were narrow enough without them.
  package var notNeeded: Int

  package init(
    ending: Ending, blocks: [CompleteBlock] = [], givenUp: [GivenUp] = [], notStarted: Int = 0, notNeeded: Int = 0
  ) {
    self.ending = ending
    self.blocks = blocks
    self.givenUp = givenUp
    self.notStarted = notStarted
    self.notNeeded = notNeeded
  }

  /// Why a run ended.
  package enum Ending: Sendable, Equatable {
    /// Every block was attempted or not needed.
    case finished
    /// The next block would have ended after the time limit.
    case timeLimit
    /// The run's task was cancelled.
    case interrupted
    /// The run cannot continue, for this reason.
    case failed(String)
  }

  /// A block whose trials are all valid.
  package struct CompleteBlock: Sendable, Equatable {
    /// The block as scheduled.
    package var planned: PlannedBlock
    /// The attempt that succeeded, from 1.
    package var attempt: Int

    package init(planned: PlannedBlock, attempt: Int) {
      self.planned = planned
      self.attempt = attempt
    }
  }

  /// A block of which every attempt was invalid.
  package struct GivenUp: Sendable, Equatable {
    /// The block as scheduled.
    package var planned: PlannedBlock
    /// Why the last attempt was invalid.
    package var reason: String

    package init(planned: PlannedBlock, reason: String) {
      self.planned = planned
      self.reason = reason
    }
  }

  /// Whether every block that there was time for is complete or was not needed.
  package var isSuccess: Bool { (ending == .finished || ending == .timeLimit) && givenUp.isEmpty }
}

/// Receives a run's events as they happen. Called by one task at a time.
package protocol RunObserver: Sendable {
  /// Before the first trial.
  func runStarts(_ schedule: Schedule)
  /// The run waits, or goes on after it has waited; the reason is a sentence.
  func note(_ reason: String)
  /// Before each trial, also those of a repeated block.
  func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad)
  /// After each trial, valid or not.
  func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad)
  /// After each attempt at a block has been written to the files.
  func blockEnded(_ block: FinishedBlock, in load: PlannedLoad)
  /// The block was run earlier, or the intervals are narrow enough without it.
  func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad)
  /// After the last trial, however the run ended.
  func runEnded()
}

/// Ignores all events.
package struct NoObserver: RunObserver {
  /// An observer without state.
  package init() {}
  package func runStarts(_ schedule: Schedule) {}
  package func note(_ reason: String) {}
  package func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad) {}
  package func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad) {}
  package func blockEnded(_ block: FinishedBlock, in load: PlannedLoad) {}
  package func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad) {}
  package func runEnded() {}
}
