import Dispatch
package import Workload

/// Every unit submitted to the global queue as it arrives: libdispatch decides how many run at once.
package struct DispatchUnbounded: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let all = DispatchGroup()
    let failure = FirstError()
    let units = UnitCounter(load)
    while let unit = units.takeArrived() {
      DispatchQueue.global().async(group: all) {
        guard !load.stop.isRaised else { return }
        failure.catching { try pool.lend { performer in _ = performer.perform(unit) } }
      }
    }
    all.wait()
    try failure.rethrow()
  }
}
