internal import CLinux
package import EventLoop
import PageProtocol
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

  package func perform(_ unit: Unit) -> Outcome { computed(Self.nothingBefore) }

  package func perform(_ unit: Unit) async -> Outcome { await computed(Self.nothingBefore) }

  /// Which thread it was is known when the computing is done.
  private static let nothingBefore = Outcome(thread: 0)

  /// Computes, and completes what became of the unit so far.
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
      // A task that yields goes to the end of its executor's queue.
      if piece > 0 { await Task.yield() }
      guard computation.advance(&state, by: computation.passes(inPiece: piece), over: text, unless: stop) else {
        return completed(before, nil)
      }
    }
    return completed(before, Computation.answer(state))
  }

  /// - Parameter answer: nil: it was asked to stop.
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
