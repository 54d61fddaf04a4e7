package import Workload

/// A fixed number of Foundation threads, c, that take units from a queue until it is empty.
package struct ThreadPool: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let units = UnitCounter(load)
    let threads = ThreadLedger()
    for _ in 0..<load.width {
      threads.start {
        try pool.lend { performer in
          while let unit = units.takeArrived() { _ = performer.perform(unit) }
        }
      }
    }
    try threads.joinAll()
  }
}
