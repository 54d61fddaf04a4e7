package import Workload

/// Fetches a page, then computes on its text, where the fetch ended: on a blocked thread on that thread, in a callback on the
/// loop's, in a task wherever the task goes on, or is sent to compute.
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
    let fetched = fetch.perform(unit)
    return fetched.fault == nil ? computing.computed(fetched) : fetched
  }
}

extension FetchThenCompute: AsyncPerformer where Fetch: AsyncPerformer {
  package func perform(_ unit: Unit) async -> Outcome {
    let fetched = await fetch.perform(unit)
    return fetched.fault == nil ? await computing.computed(fetched) : fetched
  }
}

extension FetchThenCompute: CallbackPerformer where Fetch: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    fetch.start(unit) { [computing] outcome in
      finish(outcome.fault == nil ? computing.computed(outcome) : outcome)
    }
  }
}
