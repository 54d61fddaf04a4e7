package import Workload

/// One unit after another, on the calling thread.
package struct Sequential: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let units = UnitCounter(load)
    try pool.lend { performer in
      while let unit = units.takeArrived() { _ = performer.perform(unit) }
    }
  }
}
