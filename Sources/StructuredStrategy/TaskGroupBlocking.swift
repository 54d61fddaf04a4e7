package import Workload

/// The mistake: the same task group, but its tasks call what blocks. Each holds one of the cooperative pool's threads while it
/// waits, of which there are as many as cores and never more.
package struct TaskGroupBlocking {
  package init() {}

  /// - Throws: what the pool threw when it could not make a performer.
  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) async throws {
    let blocking = BlockingInTask(pool)
    await TaskGroup(clock: TaskClock()).run(load, on: blocking)
    try blocking.failure.rethrow()
  }
}
