package import EventLoop
package import Workload

/// Performs blocking units for callbacks, on the loop's thread: when the turn ends, because a callback never comes from
/// within `start`. Only for units that do not wait, since the loop stands still meanwhile.
package final class OnLoop<Base: BlockingPerformer>: CallbackPerformer, TurnEndHandler {
  private var base: Base
  private let loop: EventLoop
  private var waiting: [(Unit, (Outcome) -> Void)] = []

  /// - Parameters:
  ///   - base: performs the units; must not wait.
  ///   - loop: the callbacks' event loop.
  package init(_ base: Base, on loop: EventLoop) {
    self.base = base
    self.loop = loop
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    if waiting.isEmpty { loop.atTurnEnd(self) }
    waiting.append((unit, finish))
  }

  package func turnEnds() {
    let ready = waiting
    waiting.removeAll(keepingCapacity: true)
    for (unit, finish) in ready { finish(base.perform(unit)) }
  }
}
