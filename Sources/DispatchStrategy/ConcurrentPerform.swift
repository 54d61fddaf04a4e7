import Dispatch
package import Workload

/// `DispatchQueue.concurrentPerform`, the parallel for loop of libdispatch: the calling thread and the pool's threads
/// take iterations from a counter. libdispatch decides how many run at once; the load's limit has no effect.
package struct ConcurrentPerform: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let failure = FirstError()
    DispatchQueue.concurrentPerform(iterations: load.units.count) { iteration in
      let unit = Unit(index: load.units.lowerBound + iteration)
      if let due = load.wait(for: unit), load.stop.wait(until: due) { return }
      guard !load.stop.isRaised else { return }
      failure.catching { try pool.lend { performer in _ = performer.perform(unit) } }
    }
    try failure.rethrow()
  }
}
