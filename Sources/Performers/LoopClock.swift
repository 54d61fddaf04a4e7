package import EventLoop
import Timers
import Workload

/// Waits on an event loop's timers, for callbacks and for tasks alike.
package final class LoopClock: CallbackClock, AsyncClock, @unchecked Sendable {
  // @unchecked: `mailbox` is safe from any thread; the rest is touched on the loop's thread only.
  private let loop: EventLoop
  private let mailbox: LoopMailbox<Int64, Void>
  private var waiting: [Ticket: Alarm] = [:]
  private var idle: [Alarm] = []

  private typealias Ticket = LoopMailbox<Int64, Void>.Ticket

  /// A timer, and what to do when it fires; used again and again.
  private final class Alarm {
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
    let alarm = idle.popLast() ?? makeAlarm()
    alarm.ticket = ticket
    alarm.proceed = proceed
    waiting[ticket] = alarm
    if let timer = alarm.timer { loop.arm(timer, at: Deadline(nanoseconds: deadline)) }
  }

  private func makeAlarm() -> Alarm {
    let alarm = Alarm()
    alarm.timer = LoopTimer { [unowned self, unowned alarm] in end(alarm.ticket) }
    return alarm
  }

  private func end(_ ticket: Ticket) {
    guard let alarm = waiting.removeValue(forKey: ticket) else { return }
    if let timer = alarm.timer { loop.disarm(timer) }
    let proceed = alarm.proceed
    alarm.proceed = {}
    idle.append(alarm)
    proceed()
  }
}
