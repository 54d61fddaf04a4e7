/// How a run ended, and what is complete.
package struct RunOutcome: Sendable {
  package var ending: Ending
  /// The blocks that were run and count, in the order in which they ran. Their numbers are in the files only: a run of hours does not fill
  /// the memory of the machine that it measures.
  package var blocks: [CompleteBlock]
  /// Blocks that were invalid each time they were tried.
  package var givenUp: [GivenUp]
  /// Blocks that there was no time for.
  package var notStarted: Int
  /// Blocks that were not run because the intervals were narrow enough without them.
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

  package enum Ending: Sendable, Equatable {
    /// Every block was tried.
    case finished
    /// The next block would have ended after the time limit.
    case timeLimit
    case interrupted
    /// There is no use in going on, for this reason.
    case failed(String)
  }

  package struct CompleteBlock: Sendable, Equatable {
    package var planned: PlannedBlock
    package var attempt: Int

    package init(planned: PlannedBlock, attempt: Int) {
      self.planned = planned
      self.attempt = attempt
    }
  }

  package struct GivenUp: Sendable, Equatable {
    package var planned: PlannedBlock
    package var reason: String

    package init(planned: PlannedBlock, reason: String) {
      self.planned = planned
      self.reason = reason
    }
  }

  /// Whether everything that was asked for, in the time that was allowed, is there.
  package var isSuccess: Bool { (ending == .finished || ending == .timeLimit) && givenUp.isEmpty }
}
