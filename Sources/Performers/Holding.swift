internal import CLinux
package import EventLoop
package import Workload

/// Holds any number of units at a gate at once: a thread sleeps in the kernel, a task is suspended.
package struct Holding: BlockingPerformer, AsyncPerformer {
  private let gate: Gate
  private let stackBytes: Int

  /// - Parameters:
  ///   - gate: ends the waiting when it opens.
  ///   - stackBytes: how much of its thread's stack each unit uses before it waits.
  package init(at gate: Gate, stackBytes: Int) {
    self.gate = gate
    self.stackBytes = stackBytes
  }

  package func perform(_ unit: Unit) -> Outcome {
    clinux_touch_stack(stackBytes)
    gate.blockUntilOpen()
    return Outcome(thread: clinux_thread_id())
  }

  package func perform(_ unit: Unit) async -> Outcome {
    clinux_touch_stack(stackBytes)
    await gate.suspendUntilOpen()
    return Outcome(thread: clinux_thread_id())
  }
}

/// Holds callbacks at a gate: a held unit is a closure in a list.
package final class HoldingOnLoop: CallbackPerformer, @unchecked Sendable {
  // @unchecked: `waiting` is touched on the loop's thread only, where the signal runs its handler.
  private let gate: Gate
  private let stackBytes: Int
  private var waiting: [(Outcome) -> Void] = []
  private var signal: LoopSignal?

  /// - Parameters:
  ///   - gate: ends the waiting when it opens.
  ///   - stackBytes: how much of the loop's stack each unit uses before it waits.
  ///   - loop: what the callbacks run on.
  package init(at gate: Gate, stackBytes: Int, on loop: EventLoop) {
    self.gate = gate
    self.stackBytes = stackBytes
    let signal = loop.signal { [unowned self] in release() }
    self.signal = signal
    gate.whenOpen { signal.raise() }
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    clinux_touch_stack(stackBytes)
    waiting.append(finish)
    gate.arrive()
    // Later, because a callback never comes from within `start`.
    if gate.isOpen { signal?.raise() }
  }

  private func release() {
    let released = waiting
    waiting.removeAll()
    for finish in released { finish(Outcome(thread: clinux_thread_id())) }
  }
}
