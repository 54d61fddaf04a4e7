package import Workload

/// A child task for each unit, at most c alive, on the executor that the caller prefers; by default the cooperative
/// pool.
package struct TaskGroupStrategy<Clock: AsyncClock>: AsyncStrategy {
  private let clock: Clock

  /// - Parameter clock: waits for arrivals.
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

/// The same task group with every task on one executor: on an event loop's one thread, as asyncio runs its tasks.
package struct EventLoopStrategy<Clock: AsyncClock>: AsyncStrategy {
  private let loop: any TaskExecutor
  private let clock: Clock

  /// - Parameters:
  ///   - loop: runs every task.
  ///   - clock: waits for arrivals.
  package init(on loop: any TaskExecutor, clock: Clock) {
    self.loop = loop
    self.clock = clock
  }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    await withTaskExecutorPreference(loop) {
      await TaskGroupStrategy(clock: clock).run(load, on: performer)
    }
  }
}
