package import Workload

/// Reports units that fail, so that all others can be ended: what threads and callbacks need where a task group
/// cancels its members.
package struct FailFast<Base: ~Copyable>: ~Copyable {
  private var base: Base
  private let fail: @Sendable () -> Void

  /// - Parameter fail: called for every unit that fails, on the thread that performed it, before the unit ends.
  package init(_ base: consuming Base, onFailure fail: @escaping @Sendable () -> Void) {
    self.base = base
    self.fail = fail
  }
}

extension FailFast: Copyable where Base: Copyable {}

extension FailFast: Sendable where Base: Sendable & ~Copyable {}

extension FailFast: BlockingPerformer where Base: BlockingPerformer & ~Copyable {
  package mutating func perform(_ unit: Unit) -> Outcome {
    let outcome = base.perform(unit)
    if outcome.fault != nil { fail() }
    return outcome
  }
}

extension FailFast: CallbackPerformer where Base: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    base.start(unit) { [fail] outcome in
      if outcome.fault != nil { fail() }
      finish(outcome)
    }
  }
}
