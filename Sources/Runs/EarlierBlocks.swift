package import Experiments

/// The blocks of a schedule that were run before the run was stopped.
package struct EarlierBlocks: Sendable {
  private var complete: Set<BlockKey> = []
  private var attempts: [BlockKey: Int] = [:]
  /// The measurements of the complete blocks.
  package let values: BlockValues

  /// No blocks: for a new run.
  package init() { values = BlockValues() }

  /// The blocks that a run's files have.
  init(_ journal: RunJournal, _ values: BlockValues) {
    for entry in journal.entries {
      switch entry.status {
      case .complete: complete.insert(entry.key)
      case .invalid: attempts[entry.key] = entry.attempt
      case .start, .environment: break
      }
    }
    self.values = values
  }

  /// What is left to do of a block.
  enum Rest: Equatable {
    /// Nothing: the block is complete.
    case nothing
    /// Nothing: every attempt was invalid.
    case givenUp
    /// The attempts from this number on.
    case attempts(from: Int)
  }

  func rest(of block: PlannedBlock, in load: PlannedLoad) -> Rest {
    let key = BlockKey(experiment: load.experiment.name, load: load.spec.name, block: block.number)
    if complete.contains(key) { return .nothing }
    let tried = attempts[key] ?? 0
    return tried < ExperimentRun.attempts ? .attempts(from: tried + 1) : .givenUp
  }
}
