package import Workload

/// A child task for each unit, at most c alive, on whatever executor the caller prefers; by default the cooperative pool.
package struct TaskGroup<Clock: AsyncClock>: AsyncStrategy {
  private let clock: Clock

  package init(clock: Clock) { self.clock = clock }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    let units = UnitCounter(load)
    await withTaskGroup(of: Void.self) { group in
      var alive = 0
      while true {
        if alive < load.limit { alive += 1 } else { await group.next() }
        guard let unit = await units.takeArrived(by: clock) else { return }
        group.addTask { _ = await performer.perform(unit) }
      }
    }
  }
}
