package import EventLoop
import Timers
import Workload

/// Waits on an event loop's timers, for callbacks and for tasks alike.
package final class LoopClock: CallbackClock, AsyncClock, @unchecked Sendable {
  // @unchecked: `mailbox` is safe from any thread; the rest is touched on the loop's thread only.
  private let loop: EventLoop
  private let mailbox: LoopMailbox<Int64, Void>
  private var waiting: [Ticket: PendingWait] = [:]
  private var idle: [PendingWait] = []

  private typealias Ticket = LoopMailbox<Int64, Void>.Ticket

  /// A timer, and what to do when it fires; used again and again.
  private final class PendingWait {
    var timer: LoopTimer?
    var ticket: Ticket = 0
    var proceed: () -> Void = {}
  }

  /// - Parameter loop: whose timers it uses; has to run for any wait to end.
  package init(on loop: EventLoop) {
    self.loop = loop
    mailbox = LoopMailbox(on: loop)
    mailbox.open(
      begin: { [unowned self] letter in
        begin(until: letter.request, ticket: letter.ticket) { letter.continuation.resume() }
      },
      cancel: { [unowned self] tickets in for ticket in tickets { end(ticket) } })
  }

  package func wait(until deadline: Int64, then proceed: @escaping () -> Void) {
    begin(until: deadline, ticket: mailbox.makeTicket(), proceed)
  }

  package func wait(until deadline: Int64) async { await mailbox.send(deadline) }

  /// Ends every wait at once. Call it on the loop's thread.
  package func endAll() { for ticket in waiting.keys.sorted() { end(ticket) } }

  private func begin(until deadline: Int64, ticket: Ticket, _ proceed: @escaping () -> Void) {
    let wait = idle.popLast() ?? makeWait()
    wait.ticket = ticket
    wait.proceed = proceed
    waiting[ticket] = wait
    if let timer = wait.timer { loop.arm(timer, at: Deadline(nanoseconds: deadline)) }
  }

  private func makeWait() -> PendingWait {
    let wait = PendingWait()
    wait.timer = LoopTimer { [unowned self, unowned wait] in end(wait.ticket) }
    return wait
  }

  private func end(_ ticket: Ticket) {
    guard let wait = waiting.removeValue(forKey: ticket) else { return }
    if let timer = wait.timer { loop.disarm(timer) }
    let proceed = wait.proceed
    wait.proceed = {}
    idle.append(wait)
    proceed()
  }
}
