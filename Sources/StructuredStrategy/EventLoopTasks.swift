package import Workload

/// The same task group, every task on one executor: given an event loop, all run on its one thread, as asyncio's do.
package struct EventLoopTasks: AsyncStrategy {
  private let loop: any TaskExecutor

  package init(on loop: any TaskExecutor) { self.loop = loop }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    await withTaskExecutorPreference(loop) {
      await TaskGroup().run(load, on: performer)
    }
  }
}
