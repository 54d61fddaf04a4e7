import Foundation
package import Workload

/// An operation for each unit on an `OperationQueue` whose `maxConcurrentOperationCount` is c.
package struct Operations: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = load.limit
    let failure = FirstError()
    let units = UnitCounter(load)
    while let unit = units.takeArrived() {
      queue.addOperation {
        guard !load.stop.isRaised else { return }
        failure.catching { try pool.lend { performer in _ = performer.perform(unit) } }
      }
    }
    queue.waitUntilAllOperationsAreFinished()
    try failure.rethrow()
  }
}
