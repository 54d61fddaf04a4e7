import Workload

/// Looks asynchronous and is not: it never suspends.
final class BlockingInTask<Performer: BlockingPerformer & ~Copyable>: AsyncPerformer {
  private let pool: PerformerPool<Performer>
  let failure = FirstError()

  init(_ pool: PerformerPool<Performer>) { self.pool = pool }

  func perform(_ unit: Unit) async -> Outcome {
    var outcome = Outcome(fault: .other, thread: 0)
    failure.catching { try pool.lend { performer in outcome = performer.perform(unit) } }
    return outcome
  }
}
