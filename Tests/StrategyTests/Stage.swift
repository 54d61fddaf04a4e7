import Glibc
import TestBench
import Workload

/// Where a strategy's units are performed, and where what it does with them can be seen.
final class Stage: Sendable {
  struct Log: Sendable {
    /// Units in the order in which they began.
    var begun: [Int] = []
    var ended: [Int] = []
    var inFlight = 0
    var peakInFlight = 0
    /// On which threads they began.
    var threads: Set<UInt> = []
    /// Units whose task was cancelled while they were in flight.
    var cancelled = 0
  }

  private let state = Watched(Log())
  private let heldUntil: Int
  private let begins: @Sendable (Unit, Log) -> Void

  /// - Parameters:
  ///   - heldUntil: nobody ends before so many have been in flight at once.
  ///   - begins: called when a unit has begun, by whoever performs it, before any other can begin or end.
  init(heldUntil: Int = 0, begins: @escaping @Sendable (Unit, Log) -> Void = { _, _ in }) {
    self.heldUntil = heldUntil
    self.begins = begins
  }

  var log: Log { state.current }

  /// Whether as many were in flight at once as were waited for.
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

  /// Blocks until the stage is open; not for ever, because a strategy that never gets there must fail, not hang.
  func hold() { _ = state.waits { [heldUntil] in $0.peakInFlight >= heldUntil } }

  /// Blocks until the log is as wanted.
  func waits(until isReached: (Log) -> Bool) -> Bool { state.waits(until: isReached) }
}

/// Blocks on the stage.
struct BlockingPlayer: BlockingPerformer, ~Copyable {
  let stage: Stage

  func perform(_ unit: Unit) -> Outcome {
    stage.enter(unit)
    stage.hold()
    stage.leave(unit)
    return Outcome(thread: 0)
  }
}

/// Suspends on the stage, and goes around in its executor's queue until it may leave.
struct AsyncPlayer: AsyncPerformer {
  let stage: Stage
  /// Stay until the task is cancelled.
  var awaitsCancellation = false

  func perform(_ unit: Unit) async -> Outcome {
    stage.enter(unit)
    while !Task.isCancelled && (awaitsCancellation || !stage.isOpen) { await Task.yield() }
    stage.leave(unit, isCancelled: Task.isCancelled)
    return Outcome(thread: 0)
  }
}

/// Ends units when it is told to, on the caller's own thread: an event loop without a loop.
final class CallbackPlayer: CallbackPerformer {
  private let stage: Stage
  private var pending: [(unit: Unit, finish: (Outcome) -> Void)] = []

  init(_ stage: Stage) { self.stage = stage }

  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    stage.enter(unit)
    pending.append((unit, finish))
  }

  /// Ends units, by turns the oldest and the newest, until none is in flight. Stops short if the stage never opened.
  func endAll() {
    var takesOldest = true
    while stage.isOpen, !pending.isEmpty {
      let (unit, finish) = takesOldest ? pending.removeFirst() : pending.removeLast()
      takesOldest.toggle()
      stage.leave(unit)
      finish(Outcome(thread: 0))
    }
  }
}
