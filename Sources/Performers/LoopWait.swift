internal import CLinux
package import EventLoop
package import Workload

/// Has any number of units wait on one event loop's timers, for callbacks and for tasks alike.
///
/// Not `Task.sleep`, which brings Dispatch's timer threads along whatever the task's executor is. Everything but
/// ``perform(_:)`` belongs to the loop's thread.
package final class LoopWait: @unchecked Sendable {
  // @unchecked: `desk` is set once and safe from any thread; the rest is the loop's thread's alone.
  private let loop: EventLoop
  private let nanoseconds: Int64
  private var idle: [Wait] = []
  private var waiting: [Wait] = []
  private var desk: TaskDesk?

  /// One place for a unit that waits, used again and again.
  private final class Wait {
    var timer: LoopTimer?
    var end: (Outcome) -> Void = { _ in }
    var ticket: UInt64 = 0
    /// Where it is among those that wait.
    var place = 0
  }

  /// - Parameter seconds: how long each unit waits.
  package init(seconds: Double, on loop: EventLoop) {
    self.loop = loop
    nanoseconds = Int64(seconds * 1e9)
    desk = TaskDesk(
      on: loop,
      begin: { [unowned self] arrival in
        begin(ticket: arrival.ticket) { arrival.continuation.resume(returning: $0) }
      },
      cancel: { [unowned self] tickets in
        for wait in waiting where tickets.contains(wait.ticket) { cancel(wait) }
      })
  }

  /// Ends all waiting, as cancelled.
  package func cancelAll() { for wait in waiting { cancel(wait) } }

  private func begin(ticket: UInt64, _ end: @escaping (Outcome) -> Void) {
    let wait = idle.popLast() ?? Wait()
    let timer =
      wait.timer ?? LoopTimer { [unowned self, unowned wait] in finish(wait, Outcome(thread: clinux_thread_id())) }
    wait.timer = timer
    wait.ticket = ticket
    wait.end = end
    wait.place = waiting.count
    waiting.append(wait)
    loop.arm(timer, at: .now + nanoseconds)
  }

  private func cancel(_ wait: Wait) {
    if let timer = wait.timer { loop.disarm(timer) }
    finish(wait, .cancelled(thread: clinux_thread_id()))
  }

  private func finish(_ wait: Wait, _ outcome: Outcome) {
    let last = waiting.removeLast()
    if last !== wait {
      waiting[wait.place] = last
      last.place = wait.place
    }
    let end = wait.end
    wait.end = { _ in }
    wait.ticket = 0
    idle.append(wait)
    end(outcome)
  }
}

extension LoopWait: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) { begin(ticket: 0, finish) }
}

extension LoopWait: AsyncPerformer {
  /// Suspends for the time. A cancelled task gets an outcome that says so.
  package func perform(_ unit: Unit) async -> Outcome {
    guard let desk else { preconditionFailure("a wait was used before it was made") }
    return await desk.perform(unit)
  }
}
