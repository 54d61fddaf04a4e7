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

/// Ends units, and waits, when it is told to, on the caller's own thread: an event loop without a loop.
final class CallbackPlayer: CallbackPerformer, CallbackClock, @unchecked Sendable {
  // @unchecked: only ever used on the thread that made it.
  private let stage: Stage
  private let stop: StopFlag
  private var pending: [(unit: Unit, finish: (Outcome) -> Void)] = []
  private var waits: [(deadline: Int64, proceed: () -> Void)] = []

  init(_ stage: Stage, _ stop: StopFlag) {
    self.stage = stage
    self.stop = stop
  }

  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    stage.enter(unit)
    pending.append((unit, finish))
  }

  func wait(until deadline: Int64, then proceed: @escaping () -> Void) { waits.append((deadline, proceed)) }

  /// Ends units, by turns the oldest and the newest, and when none is in flight the next wait, until there is nothing left.
  /// Stops short if the stage never opened.
  func endAll() {
    var takesOldest = true
    while stage.isOpen {
      if !pending.isEmpty {
        let (unit, finish) = takesOldest ? pending.removeFirst() : pending.removeLast()
        takesOldest.toggle()
        stage.leave(unit)
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
