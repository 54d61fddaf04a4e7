internal import CLinux
import PageProtocol
package import Workload

/// Computes on the calling thread and never waits: a task that computes occupies its thread.
package struct Computing: BlockingPerformer, AsyncPerformer {
  private let computation: Computation
  private let text: [UInt8]
  private let stop: StopFlag
  private let executor: (any TaskExecutor)?

  /// - Parameters:
  ///   - stop: ends the computing when it is raised.
  ///   - executor: where tasks compute; nil: on the executor that they already run on.
  package init(_ computation: Computation, stop: StopFlag, on executor: (any TaskExecutor)? = nil) {
    self.computation = computation
    self.stop = stop
    self.executor = executor
    text = PageText.bytes(computation.pageBytes)
  }

  package func perform(_ unit: Unit) -> Outcome { computed(Self.nothingBefore) }

  package func perform(_ unit: Unit) async -> Outcome { await computed(Self.nothingBefore) }

  /// The thread is filled in when the computing is done.
  private static let nothingBefore = Outcome(thread: 0)

  /// Computes, and completes the outcome of what the unit did before.
  func computed(_ before: Outcome) -> Outcome {
    completed(before, computation.answer(from: text, unless: stop))
  }

  func computed(_ before: Outcome) async -> Outcome {
    guard let executor else { return await computedInPieces(before) }
    return await withTaskExecutorPreference(executor) { await computedInPieces(before) }
  }

  private func computedInPieces(_ before: Outcome) async -> Outcome {
    var state: UInt64 = 0
    for piece in 0..<computation.pieces {
      // A yield puts the task at the end of its executor's queue.
      if piece > 0 { await Task.yield() }
      guard computation.advance(&state, by: computation.passes(inPiece: piece), over: text, unless: stop) else {
        return completed(before, nil)
      }
    }
    return completed(before, Computation.answer(state))
  }

  /// - Parameter answer: nil if the computing was stopped.
  private func completed(_ before: Outcome, _ answer: UInt32?) -> Outcome {
    var outcome = before
    outcome.thread = clinux_thread_id()
    if let answer {
      outcome.answer = answer
    } else {
      outcome.fault = .cancelled
      outcome.detail = "cancelled"
    }
    return outcome
  }
}

/// Fetches a page, then computes on its text: on the blocked thread, in the callback on the loop's thread, or in the
/// task, on the executor that ``Computing`` names.
///
/// A body that has passed its checksum is the expected text, so that text is what it computes on; a fetch that failed
/// is not followed by computing.
package struct FetchThenCompute<Fetch: ~Copyable>: ~Copyable {
  private var fetch: Fetch
  private let computing: Computing

  /// - Parameters:
  ///   - fetch: comes first.
  ///   - computing: follows a fetch without fault.
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
