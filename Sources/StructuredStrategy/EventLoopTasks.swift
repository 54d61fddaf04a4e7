package import Workload

/// The same task group, every task on one executor: given an event loop, all run on its one thread, as asyncio's do.
package struct EventLoopTasks<Clock: AsyncClock>: AsyncStrategy {
  private let loop: any TaskExecutor
  private let clock: Clock

  package init(on loop: any TaskExecutor, clock: Clock) {
    self.loop = loop
    self.clock = clock
  }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    await withTaskExecutorPreference(loop) {
      await TaskGroup(clock: clock).run(load, on: performer)
    }
  }
}
