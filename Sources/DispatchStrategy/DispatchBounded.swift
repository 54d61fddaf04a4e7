import Dispatch
package import Workload

/// A concurrent `DispatchQueue`, and a semaphore that admits c units to it at a time.
///
/// Admission bounds the units that are submitted. libdispatch decides how many of them run: its pool has a thread per
/// core, and grows by one thread per second while all of them block.
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
        // The unit may have waited long since it was taken.
        guard !load.stop.isRaised else { return }
        failure.catching { try pool.lend { performer in _ = performer.perform(unit) } }
      }
    }
    all.wait()
    try failure.rethrow()
  }
}
