package import EventLoop
import Synchronization
import Workload

/// Waits on an event loop's timers, for callbacks and for tasks alike.
package final class LoopClock: CallbackClock, AsyncClock, @unchecked Sendable {
  // @unchecked: `inbox`, `tickets` and `signal` are safe from any thread; the rest is the loop's thread's alone.
  private let loop: EventLoop
  private var ringing: [UInt64: Alarm] = [:]
  private var idle: [Alarm] = []

  private let inbox = Mutex(Inbox())
  private let tickets = Atomic<UInt64>(0)
  private var signal: LoopSignal?

  /// A timer, and what to do when it fires; used again and again.
  private final class Alarm {
    var timer: LoopTimer?
    var ticket: UInt64 = 0
    var proceed: () -> Void = {}
  }

  private struct Wait {
    var deadline: Int64
    var ticket: UInt64
    var continuation: UnsafeContinuation<Void, Never>
  }

  /// What tasks on other threads want.
  private struct Inbox {
    var waits: [Wait] = []
    var cancellations: [UInt64] = []
  }

  package init(on loop: EventLoop) {
    self.loop = loop
    signal = loop.signal { [unowned self] in emptyInbox() }
  }

  package func wait(until deadline: Int64, then proceed: @escaping () -> Void) {
    begin(until: deadline, ticket: nextTicket(), proceed)
  }

  package func wait(until deadline: Int64) async {
    let ticket = nextTicket()
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if loop.isCurrent, !Task.isCancelled {
          begin(until: deadline, ticket: ticket) { continuation.resume() }
        } else {
          submit(Wait(deadline: deadline, ticket: ticket, continuation: continuation))
        }
      }
    } onCancel: {
      inbox.withLock { $0.cancellations.append(ticket) }
      signal?.raise()
    }
  }

  /// Ends every wait at once. Call it on the loop's thread.
  package func endAll() { for ticket in ringing.keys.sorted() { end(ticket) } }

  private func nextTicket() -> UInt64 { tickets.wrappingAdd(1, ordering: .relaxed).newValue }

  private func begin(until deadline: Int64, ticket: UInt64, _ proceed: @escaping () -> Void) {
    let alarm = idle.popLast() ?? makeAlarm()
    alarm.ticket = ticket
    alarm.proceed = proceed
    ringing[ticket] = alarm
    if let timer = alarm.timer { loop.arm(timer, at: Deadline(nanoseconds: deadline)) }
  }

  private func makeAlarm() -> Alarm {
    let alarm = Alarm()
    alarm.timer = LoopTimer { [unowned self, unowned alarm] in end(alarm.ticket) }
    return alarm
  }

  private func end(_ ticket: UInt64) {
    guard let alarm = ringing.removeValue(forKey: ticket) else { return }
    if let timer = alarm.timer { loop.disarm(timer) }
    let proceed = alarm.proceed
    alarm.proceed = {}
    idle.append(alarm)
    proceed()
  }

  private func submit(_ wait: Wait) {
    inbox.withLock { $0.waits.append(wait) }
    // A task is marked as cancelled before its handlers run. So if the handler's note went into the inbox before the wait,
    // where the loop would miss it, the mark is seen here, and a second note follows the wait.
    if Task.isCancelled { inbox.withLock { $0.cancellations.append(wait.ticket) } }
    signal?.raise()
  }

  private func emptyInbox() {
    let inbox = inbox.withLock { inbox in
      defer { inbox = Inbox() }
      return inbox
    }
    for wait in inbox.waits {
      begin(until: wait.deadline, ticket: wait.ticket) { wait.continuation.resume() }
    }
    for ticket in inbox.cancellations { end(ticket) }
  }
}
