package import Workload

/// A Foundation thread for each unit, started when fewer than c are alive.
package struct ThreadPerPage: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let units = UnitCounter(load)
    let threads = ThreadLedger()
    while let unit = units.takeArrived() {
      threads.start {
        try pool.lend { performer in _ = performer.perform(unit) }
      }
      try threads.waitUntilAlive(isBelow: load.limit)
    }
    try threads.joinAll()
  }
}
