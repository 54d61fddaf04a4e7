package import Experiments
package import TextFormats

/// What a run had done of its schedule before it was stopped.
package struct EarlierBlocks: Sendable {
  private struct Key: Hashable {
    var experiment: String
    var load: String
    var block: Int
  }

  private var complete: Set<Key> = []
  private var attempts: [Key: Int] = [:]
  /// What was measured in the blocks that are complete.
  package let values: BlockValues

  /// Nothing.
  package init() { values = BlockValues() }

  /// What is in a run's folder.
  package init(_ folder: RunFolder) throws(FileError) {
    for entry in try folder.journal().entries {
      let key = Key(experiment: entry.experiment, load: entry.load, block: entry.block)
      switch entry.status {
      case "complete": complete.insert(key)
      case "invalid": attempts[key] = entry.attempt
      default: break
      }
    }
    values = try RunResults(folder).values
  }

  /// What is still to be done of a block.
  enum Rest: Equatable {
    case nothing
    /// Nothing: it was invalid each time it was tried.
    case givenUp
    /// From this attempt on.
    case attempts(from: Int)
  }

  func rest(of block: PlannedBlock, in load: PlannedLoad) -> Rest {
    let key = Key(experiment: load.experiment.name, load: load.spec.name, block: block.number)
    if complete.contains(key) { return .nothing }
    let tried = attempts[key] ?? 0
    return tried < ExperimentRun.attempts ? .attempts(from: tried + 1) : .givenUp
  }
}
