import EventLoop
import Synchronization
import Workload

/// Where tasks, on whichever thread they run, hand units in at an event loop, and take them back when they are cancelled.
final class TaskDesk: @unchecked Sendable {
  // @unchecked: `inbox`, `tickets` and `signal` are safe from any thread; the rest is the loop's thread's alone.
  private let loop: EventLoop
  private let begin: (Arrival) -> Void
  private let cancel: (Set<UInt64>) -> Void
  private var arrivals: [Arrival] = []
  private var cancellations: [UInt64] = []

  private let inbox = Mutex(Inbox())
  private let tickets = Atomic<UInt64>(0)
  private var signal: LoopSignal?

  /// A unit, and the task that waits for its end.
  struct Arrival {
    var unit: Unit
    /// Tells it apart from all others; never 0.
    var ticket: UInt64
    var continuation: UnsafeContinuation<Outcome, Never>
    /// Whether the task's next piece runs on the loop's own thread, and no other has to be woken for it.
    var isFromHere: Bool
  }

  /// What tasks on other threads want.
  private struct Inbox {
    var arrivals: [Arrival] = []
    var cancellations: [UInt64] = []
  }

  /// - Parameters:
  ///   - begin: starts a unit whose end resumes its continuation. Called on the loop's thread.
  ///   - cancel: ends the units with these tickets, if they have not ended. Called on the loop's thread.
  init(on loop: EventLoop, begin: @escaping (Arrival) -> Void, cancel: @escaping (Set<UInt64>) -> Void) {
    self.loop = loop
    self.begin = begin
    self.cancel = cancel
    signal = loop.signal { [unowned self] in emptyInbox() }
  }

  /// Suspends until the unit has ended. A cancelled task's unit is ended by `cancel`. Callable from any thread.
  func perform(_ unit: Unit) async -> Outcome {
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if loop.isCurrent, !Task.isCancelled {
          begin(Arrival(unit: unit, ticket: ticket, continuation: continuation, isFromHere: true))
        } else {
          submit(Arrival(unit: unit, ticket: ticket, continuation: continuation, isFromHere: false))
        }
      }
    } onCancel: {
      inbox.withLock { $0.cancellations.append(ticket) }
      signal?.raise()
    }
  }

  private func submit(_ arrival: Arrival) {
    inbox.withLock { $0.arrivals.append(arrival) }
    // A task is marked as cancelled before its handlers run. So if the handler's note went into the inbox before the arrival,
    // where the loop would miss it, the mark is seen here, and a second note follows the arrival.
    if Task.isCancelled { inbox.withLock { $0.cancellations.append(arrival.ticket) } }
    signal?.raise()
  }

  private func emptyInbox() {
    inbox.withLock {
      swap(&$0.arrivals, &arrivals)
      swap(&$0.cancellations, &cancellations)
    }
    for arrival in arrivals { begin(arrival) }
    arrivals.removeAll(keepingCapacity: true)
    guard !cancellations.isEmpty else { return }
    let tickets = Set(cancellations)
    cancellations.removeAll(keepingCapacity: true)
    cancel(tickets)
  }
}
