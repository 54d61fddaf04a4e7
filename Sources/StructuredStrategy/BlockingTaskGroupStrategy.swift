package import Workload

/// The mistake: the same task group, but its tasks make blocking calls. While it waits, each of them holds one of the
/// cooperative pool's threads, of which there are never more than cores.
package struct BlockingTaskGroupStrategy {
  package init() {}

  /// Runs the units of a load as tasks that block. Returns when all are done.
  ///
  /// - Throws: the pool's error if it could not make a performer.
  package func run<Performer: BlockingPerformer & ~Copyable>(
    _ load: Load, on pool: PerformerPool<Performer>
  ) async throws {
    let blocking = BlockingInTask(pool)
    await TaskGroupStrategy(clock: TaskClock()).run(load, on: blocking)
    try blocking.failure.rethrow()
  }
}

/// Looks asynchronous but never suspends.
private final class BlockingInTask<Performer: BlockingPerformer & ~Copyable>: AsyncPerformer {
  private let pool: PerformerPool<Performer>
  let failure = FirstError()

  init(_ pool: PerformerPool<Performer>) { self.pool = pool }

  func perform(_ unit: Unit) async -> Outcome {
    var outcome = Outcome(fault: .other, thread: 0)
    failure.catching { try pool.lend { performer in outcome = performer.perform(unit) } }
    return outcome
  }
}
