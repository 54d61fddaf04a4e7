import Dispatch
package import Workload

/// A concurrent `DispatchQueue`, and a semaphore that admits c units to it at a time.
///
/// Admission bounds what is submitted; how many of those run is up to libdispatch, whose pool is as wide as the cores and
/// grows by one thread a second while all of them block.
package struct DispatchBounded: BlockingStrategy {
  package init() {}

  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) throws {
    let queue = DispatchQueue(label: "pages", attributes: .concurrent)
    let admission = DispatchSemaphore(value: load.limit)
    let all = DispatchGroup()
    let failure = FirstError()
    let units = UnitCounter(load)
    while let unit = units.takeArrived() {
      admission.wait()
      queue.async(group: all) {
        defer { admission.signal() }
        // The unit was taken before it was admitted, and both may be long ago.
        guard !load.stop.isRaised else { return }
        failure.catching { try pool.lend { performer in _ = performer.perform(unit) } }
      }
    }
    all.wait()
    try failure.rethrow()
  }
}
