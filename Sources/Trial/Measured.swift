package import Workload

/// Records every unit of the performer that it wraps. So neither strategies nor performers need a recorder.
package struct Measured<Base: ~Copyable>: ~Copyable {
  private var base: Base
  private let recorder: Recorder

  /// - Parameters:
  ///   - base: the performer.
  ///   - recorder: where its units are recorded.
  package init(_ base: consuming Base, recorder: Recorder) {
    self.base = base
    self.recorder = recorder
  }
}

extension Measured: Copyable where Base: Copyable {}

extension Measured: Sendable where Base: Sendable & ~Copyable {}

extension Measured: BlockingPerformer where Base: BlockingPerformer & ~Copyable {
  package mutating func perform(_ unit: Unit) -> Outcome {
    let start = recorder.begin(unit)
    let outcome = base.perform(unit)
    recorder.record(unit, start: start, outcome)
    return outcome
  }
}

extension Measured: AsyncPerformer where Base: AsyncPerformer {
  package func perform(_ unit: Unit) async -> Outcome {
    let start = recorder.begin(unit)
    let outcome = await base.perform(unit)
    recorder.record(unit, start: start, outcome)
    return outcome
  }
}

extension Measured: CallbackPerformer where Base: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    let start = recorder.begin(unit)
    base.start(unit) { [recorder] outcome in
      recorder.record(unit, start: start, outcome)
      finish(outcome)
    }
  }
}
