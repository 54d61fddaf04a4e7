/// Watches a run on its way. Called by one task at a time.
package protocol RunObserver: Sendable {
  func runStarts(_ schedule: Schedule)
  func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad)
  func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad)
  func blockEnded(_ block: FinishedBlock, in load: PlannedLoad)
  /// The block was run earlier, or the intervals are narrow enough without it.
  func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad)
  func runEnded()
}

/// Watches nothing.
package struct NoObserver: RunObserver {
  package init() {}
  package func runStarts(_ schedule: Schedule) {}
  package func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad) {}
  package func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad) {}
  package func blockEnded(_ block: FinishedBlock, in load: PlannedLoad) {}
  package func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad) {}
  package func runEnded() {}
}
