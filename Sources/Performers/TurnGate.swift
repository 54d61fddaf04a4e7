internal import CLinux
internal import HostSystem
internal import Synchronization
package import Workload

/// Lets units begin in parts, for strategies whose threads live as long as their load: between two parts they sleep
/// here instead of ending and being started again.
///
/// All functions can be called from any thread.
package final class TurnGate: Sendable {
  /// The first unit that has to wait. Not an `Atomic`, because futex(2) needs its address.
  private nonisolated(unsafe) let first: UnsafeMutablePointer<UInt32>
  private let ended = Atomic<Int>(0)
  private let awaited = Atomic<Int>(.max)
  private let isOver = Mutex(StopFlag())

  // nonisolated(unsafe): the pointer never changes, and what it points to is only touched by atomic operations.
  /// A gate that is open to all units.
  package init() {
    first = .allocate(capacity: 1)
    first.initialize(to: .max)
  }

  deinit { first.deallocate() }

  /// Runs a load in parts.
  ///
  /// - Parameters:
  ///   - turns: the units of each part.
  ///   - run: runs the whole load, on a thread of its own. Its performers go through this gate (``Gated``).
  ///   - pause: called between two parts, on the calling thread, with the number of those before, from 1.
  /// - Throws: what `run` or `pause` throws, and if the system refuses the thread.
  package func run(
    _ turns: [Range<Int>], _ run: @escaping @Sendable () throws -> Void, pause: (Int) throws -> Void
  ) throws {
    let failure = FirstError()
    let end = StopFlag()
    ended.store(0, ordering: .sequentiallyConsistent)
    for (place, units) in turns.enumerated() {
      if place > 0 { try pause(place) }
      let turn = StopFlag()
      isOver.withLock { $0 = turn }
      awaited.store(units.upperBound, ordering: .sequentiallyConsistent)
      open(before: units.upperBound)
      if place == 0 {
        try SystemThread.start(stackBytes: 8 << 20) { [self] in
          failure.catching(run)
          end.raise()
          isOver.withLock { $0 }.raise()
        }
      }
      // The load may end early, because it was cancelled.
      if !end.isRaised { _ = (place == turns.count - 1 ? end : turn).wait(until: .max) }
    }
    open()
    try failure.rethrow()
  }

  /// Lets units before `end` begin, and no others; nil: all, for good.
  package func open(before end: Int? = nil) {
    clinux_atomic_store(first, end.map { UInt32(clamping: $0) } ?? .max)
    clinux_futex_wake_all(first)
  }

  fileprivate func begin(_ unit: Unit) {
    while case let end = clinux_atomic_load(first), unit.index >= end { _ = clinux_futex_wait(first, end, .max) }
  }

  fileprivate func end() {
    let count = ended.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    if count == awaited.load(ordering: .sequentiallyConsistent) { isOver.withLock { $0 }.raise() }
  }
}

/// Performs units when a gate lets them begin.
package struct Gated<Base: BlockingPerformer & ~Copyable>: BlockingPerformer, ~Copyable {
  private var base: Base
  private let gate: TurnGate

  /// - Parameters:
  ///   - base: the performer.
  ///   - gate: what its units wait at.
  package init(_ base: consuming Base, at gate: TurnGate) {
    self.base = base
    self.gate = gate
  }

  package mutating func perform(_ unit: Unit) -> Outcome {
    gate.begin(unit)
    defer { gate.end() }
    return base.perform(unit)
  }
}
