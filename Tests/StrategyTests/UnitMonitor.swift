import Glibc
import TestBench
import Workload

/// Records what a strategy does with its units, and holds units back until enough of them are in flight.
final class UnitMonitor: Sendable {
  struct Log: Sendable {
    /// Units in the order in which they began.
    var begun: [Int] = []
    var ended: [Int] = []
    var inFlight = 0
    var peakInFlight = 0
    /// The threads on which they began.
    var threads: Set<UInt> = []
    /// Units whose task was cancelled while they were in flight.
    var cancelled = 0
  }

  private let state = Watched(Log())
  private let heldUntil: Int
  private let begins: @Sendable (Unit, Log) -> Void

  /// - Parameters:
  ///   - heldUntil: no unit ends before this many have been in flight at once.
  ///   - begins: called when a unit has begun, on its thread, before any other can begin or end.
  init(heldUntil: Int = 0, begins: @escaping @Sendable (Unit, Log) -> Void = { _, _ in }) {
    self.heldUntil = heldUntil
    self.begins = begins
  }

  var log: Log { state.current }

  /// Whether enough units have been in flight at once for units to end.
  var isOpen: Bool { log.peakInFlight >= heldUntil }

  func enter(_ unit: Unit) {
    state.update {
      $0.begun.append(unit.index)
      $0.inFlight += 1
      $0.peakInFlight = max($0.peakInFlight, $0.inFlight)
      $0.threads.insert(pthread_self())
      begins(unit, $0)
    }
  }

  func leave(_ unit: Unit, isCancelled: Bool = false) {
    state.update {
      $0.ended.append(unit.index)
      $0.inFlight -= 1
      if isCancelled { $0.cancelled += 1 }
    }
  }

  /// Blocks until the monitor is open; with a time-out, because a strategy that never gets there must fail, not hang.
  func hold() { _ = state.waits { [heldUntil] in $0.peakInFlight >= heldUntil } }

  /// Blocks until the log is as required.
  func waits(until isReached: (Log) -> Bool) -> Bool { state.waits(until: isReached) }
}

/// Units that block their thread until the monitor is open.
struct MonitoredBlocking: BlockingPerformer, ~Copyable {
  let monitor: UnitMonitor

  func perform(_ unit: Unit) -> Outcome {
    monitor.enter(unit)
    monitor.hold()
    monitor.leave(unit)
    return Outcome(thread: 0)
  }
}

/// Units that yield to their executor until the monitor is open.
struct MonitoredAsync: AsyncPerformer {
  let monitor: UnitMonitor
  /// Stay until the task is cancelled.
  var awaitsCancellation = false

  func perform(_ unit: Unit) async -> Outcome {
    monitor.enter(unit)
    while !Task.isCancelled && (awaitsCancellation || !monitor.isOpen) { await Task.yield() }
    monitor.leave(unit, isCancelled: Task.isCancelled)
    return Outcome(thread: 0)
  }
}

/// Units and waits that end when ``endAll()`` is called, on the caller's thread: the callbacks of an event loop without
/// the loop.
final class MonitoredCallbacks: CallbackPerformer, CallbackClock, @unchecked Sendable {
  // @unchecked: used only on the thread that made it.
  private let monitor: UnitMonitor
  private let stop: StopFlag
  private var pending: [(unit: Unit, finish: (Outcome) -> Void)] = []
  private var waits: [(deadline: Int64, proceed: () -> Void)] = []

  init(_ monitor: UnitMonitor, _ stop: StopFlag) {
    self.monitor = monitor
    self.stop = stop
  }

  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    monitor.enter(unit)
    pending.append((unit, finish))
  }

  func wait(until deadline: Int64, then proceed: @escaping () -> Void) { waits.append((deadline, proceed)) }

  /// Ends all units, in turn the oldest and the newest, and when none is in flight the next wait. Does nothing if the
  /// monitor is not open.
  func endAll() {
    var takesOldest = true
    while monitor.isOpen {
      if !pending.isEmpty {
        let (unit, finish) = takesOldest ? pending.removeFirst() : pending.removeLast()
        takesOldest.toggle()
        monitor.leave(unit)
        finish(Outcome(thread: 0))
      } else if let next = waits.indices.min(by: { waits[$0].deadline < waits[$1].deadline }) {
        let (deadline, proceed) = waits.remove(at: next)
        _ = stop.wait(until: deadline)
        proceed()
      } else {
        return
      }
    }
  }
}
