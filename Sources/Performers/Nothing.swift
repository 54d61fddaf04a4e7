internal import CLinux
package import EventLoop
package import Workload

/// Does nothing at all, so that what remains is the strategy's own cost.
package struct Nothing: BlockingPerformer, AsyncPerformer {
  package init() {}

  package func perform(_ unit: Unit) -> Outcome { Outcome(thread: clinux_thread_id()) }

  package func perform(_ unit: Unit) async -> Outcome { Outcome(thread: clinux_thread_id()) }
}

/// Does nothing for callbacks: a turn of the loop later, because a callback never comes from within `start`.
package final class NothingOnLoop: CallbackPerformer, TurnEndHandler {
  private let loop: EventLoop
  private var waiting: [(Outcome) -> Void] = []

  package init(on loop: EventLoop) { self.loop = loop }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    if waiting.isEmpty { loop.atTurnEnd(self) }
    waiting.append(finish)
  }

  package func turnEnds() {
    let ready = waiting
    waiting.removeAll(keepingCapacity: true)
    for finish in ready { finish(Outcome(thread: clinux_thread_id())) }
  }
}
