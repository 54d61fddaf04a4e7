/// Watches a run on its way. Called by one task at a time.
package protocol RunObserver: Sendable {
  func runStarts(_ schedule: Schedule)
  func trialStarts(_ trial: PlannedTrial, in cell: PlannedCell)
  func trialEnded(_ trial: PlannedTrial, in cell: PlannedCell)
  func blockEnded(_ block: FinishedBlock, in cell: PlannedCell)
  /// The block was run earlier, or the intervals are narrow enough without it.
  func blockIsNotNeeded(_ block: PlannedBlock, in cell: PlannedCell)
  func runEnded()
}

/// Watches nothing.
package struct NoObserver: RunObserver {
  package init() {}
  package func runStarts(_ schedule: Schedule) {}
  package func trialStarts(_ trial: PlannedTrial, in cell: PlannedCell) {}
  package func trialEnded(_ trial: PlannedTrial, in cell: PlannedCell) {}
  package func blockEnded(_ block: FinishedBlock, in cell: PlannedCell) {}
  package func blockIsNotNeeded(_ block: PlannedBlock, in cell: PlannedCell) {}
  package func runEnded() {}
}
