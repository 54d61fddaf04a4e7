package import EventLoop
package import Workload

/// Raises the stop flag at the first unit that fails: what threads have instead of a group that cancels its members.
package struct FailFast<Base: BlockingPerformer & ~Copyable>: BlockingPerformer, ~Copyable {
  private var base: Base
  private let stop: StopFlag

  package init(_ base: consuming Base, stop: StopFlag) {
    self.base = base
    self.stop = stop
  }

  package mutating func perform(_ unit: Unit) -> Outcome {
    let outcome = base.perform(unit)
    if outcome.fault != nil { stop.raise() }
    return outcome
  }
}

/// The same for callbacks: raises the stop flag, and has what is in flight ended when the loop's turn ends.
package final class FailFastOnLoop<Base: CallbackPerformer>: CallbackPerformer, TurnEndHandler {
  private let base: Base
  private let loop: EventLoop
  private let stop: StopFlag
  private let cancelAll: () -> Void

  package init(_ base: Base, on loop: EventLoop, stop: StopFlag, cancelAll: @escaping () -> Void) {
    self.base = base
    self.loop = loop
    self.stop = stop
    self.cancelAll = cancelAll
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    base.start(unit) { [self] outcome in
      if outcome.fault != nil, !stop.isRaised {
        stop.raise()
        // Not now: the base may be in the middle of telling who has ended.
        loop.atTurnEnd(self)
      }
      finish(outcome)
    }
  }

  package func turnEnds() { cancelAll() }
}
