internal import CLinux
package import Workload

/// Records whatever it wraps: neither strategies nor performers know of a recorder.
package struct MeasuredBlocking<Base: BlockingPerformer & ~Copyable>: BlockingPerformer, ~Copyable {
  private var base: Base
  private let recorder: Recorder

  package init(_ base: consuming Base, recorder: Recorder) {
    self.base = base
    self.recorder = recorder
  }

  package mutating func perform(_ unit: Unit) -> Outcome {
    let start = clinux_monotonic_nanoseconds()
    let outcome = base.perform(unit)
    recorder.record(unit, start: start, outcome)
    return outcome
  }
}

/// Records whatever it wraps.
package struct MeasuredAsync<Base: AsyncPerformer>: AsyncPerformer {
  private let base: Base
  private let recorder: Recorder

  package init(_ base: Base, recorder: Recorder) {
    self.base = base
    self.recorder = recorder
  }

  package func perform(_ unit: Unit) async -> Outcome {
    let start = clinux_monotonic_nanoseconds()
    let outcome = await base.perform(unit)
    recorder.record(unit, start: start, outcome)
    return outcome
  }
}

/// Records whatever it wraps.
package struct MeasuredCallback<Base: CallbackPerformer>: CallbackPerformer {
  private let base: Base
  private let recorder: Recorder

  package init(_ base: Base, recorder: Recorder) {
    self.base = base
    self.recorder = recorder
  }

  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    let start = clinux_monotonic_nanoseconds()
    base.start(unit) { [recorder] outcome in
      recorder.record(unit, start: start, outcome)
      finish(outcome)
    }
  }
}
