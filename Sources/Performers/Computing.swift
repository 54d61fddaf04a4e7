internal import CLinux
package import EventLoop
package import Workload

/// Computes on the thread it is called on. Nothing about it waits: a task that computes keeps its thread to itself.
package struct Computing: BlockingPerformer, AsyncPerformer {
  private let computation: Computation
  private let text: [UInt8]
  private let stop: StopFlag
  private let executor: (any TaskExecutor)?

  /// - Parameters:
  ///   - stop: ends the computing when it is raised.
  ///   - executor: where tasks go to compute; nil: they compute where they are.
  package init(_ computation: Computation, stop: StopFlag, on executor: (any TaskExecutor)? = nil) {
    self.computation = computation
    self.stop = stop
    self.executor = executor
    text = PageText.bytes(computation.pageBytes)
  }

  package func perform(_ unit: Unit) -> Outcome { computed(Outcome(thread: clinux_thread_id())) }

  package func perform(_ unit: Unit) async -> Outcome {
    guard computation.slices != nil else { return await computed(Outcome(thread: clinux_thread_id())) }
    var outcome = Outcome(thread: clinux_thread_id())
    var state: UInt64 = 0
    for piece in computation.pieces {
      // A task that yields goes to the end of its executor's queue.
      if piece.lowerBound > 0 { await Task.yield() }
      guard computation.advance(&state, by: piece, over: text, unless: stop) else {
        outcome.fault = .cancelled
        outcome.detail = "cancelled"
        return outcome
      }
    }
    outcome.answer = Computation.answer(state)
    return outcome
  }

  /// Computes, and completes what became of the unit so far.
  func computed(_ before: Outcome) -> Outcome {
    var outcome = before
    outcome.thread = clinux_thread_id()
    if let answer = computation.answer(from: text, unless: stop) {
      outcome.answer = answer
    } else {
      outcome.fault = .cancelled
      outcome.detail = "cancelled"
    }
    return outcome
  }

  func computed(_ before: Outcome) async -> Outcome {
    guard let executor else { return answered(before) }
    return await withTaskExecutorPreference(executor) { answered(before) }
  }

  /// The one that does not suspend, also where both would do.
  private func answered(_ before: Outcome) -> Outcome { computed(before) }
}

/// Computes for callbacks, on the loop's thread: when the turn ends, because a callback never comes from within `start`.
package final class ComputingOnLoop: CallbackPerformer, TurnEndHandler {
  private let computing: Computing
  private let loop: EventLoop
  private var waiting: [(Unit, (Outcome) -> Void)] = []

  package init(_ computing: Computing, on loop: EventLoop) {
    self.computing = computing
    self.loop = loop
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    if waiting.isEmpty { loop.atTurnEnd(self) }
    waiting.append((unit, finish))
  }

  package func turnEnds() {
    let ready = waiting
    waiting.removeAll(keepingCapacity: true)
    for (unit, finish) in ready { finish(computing.perform(unit)) }
  }
}
