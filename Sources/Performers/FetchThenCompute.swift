package import Workload

/// Fetches a page, then computes on its text, where the fetch ended: on a blocked thread on that thread, in a callback on the
/// loop's, in a task wherever the task goes on.
///
/// Computes only on the right page's text: the body has passed its checksum, so the text at hand is the one that came.
package struct FetchThenCompute<Fetch: ~Copyable>: ~Copyable {
  private var fetch: Fetch
  private let computing: Computing

  package init(_ fetch: consuming Fetch, _ computing: Computing) {
    self.fetch = fetch
    self.computing = computing
  }
}

extension FetchThenCompute: Copyable where Fetch: Copyable {}

extension FetchThenCompute: Sendable where Fetch: Sendable & ~Copyable {}

extension FetchThenCompute: BlockingPerformer where Fetch: BlockingPerformer & ~Copyable {
  package mutating func perform(_ unit: Unit) -> Outcome {
    var outcome = fetch.perform(unit)
    if outcome.fault == nil { computing.compute(&outcome) }
    return outcome
  }
}

extension FetchThenCompute: AsyncPerformer where Fetch: AsyncPerformer {
  package func perform(_ unit: Unit) async -> Outcome {
    var outcome = await fetch.perform(unit)
    if outcome.fault == nil { computing.compute(&outcome) }
    return outcome
  }
}

extension FetchThenCompute: CallbackPerformer where Fetch: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    fetch.start(unit) { [computing] outcome in
      var outcome = outcome
      if outcome.fault == nil { computing.compute(&outcome) }
      finish(outcome)
    }
  }
}
