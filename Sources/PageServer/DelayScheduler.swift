import NIOCore
import Timers

/// Fires the timers of one event loop's connections when the delays of their requests are over.
///
/// The loop's own scheduled tasks would do, but the loop runs all that are due before it looks at its sockets again. If
/// thousands of answers go out together, their clients' next requests are then found all at once, as if they had
/// arrived together; so they are due together and late together, again and again. With few timers at a time, requests
/// are found when they arrive.
///
/// Belongs to its loop.
final class DelayScheduler {
  private let eventLoop: any EventLoop
  private var timers = TimerHeap()
  private var callback: NIOScheduledCallback?
  private var callbackDue = NIODeadline.distantFuture

  /// About half a millisecond of answers.
  private static let mostAtOnce = 32
  /// Just long enough for the loop to look at its sockets, which it does without waiting, before more timers fire.
  private static let pause = TimeAmount.microseconds(10)

  init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// Makes the timer fire at a moment, never from within.
  func arm(_ timer: LoopTimer, at due: NIODeadline) {
    // NIODeadline counts the nanoseconds of CLOCK_MONOTONIC, too.
    timers.arm(timer, at: Deadline(nanoseconds: Int64(clamping: due.uptimeNanoseconds)))
    if due < callbackDue { schedule(at: due) }
  }

  /// Keeps the timer from firing; does nothing if it is not armed.
  func disarm(_ timer: LoopTimer) { timers.disarm(timer) }

  private func schedule(at due: NIODeadline) {
    callback?.cancel()
    // Fails only while the loop is shutting down, when no answer is needed any more.
    callback = try? eventLoop.assumeIsolated().scheduleCallback(at: due, handler: self)
    callbackDue = due
  }
}

extension DelayScheduler: NIOScheduledCallbackHandler {
  func handleScheduledCallback(eventLoop: some EventLoop) {
    callback = nil
    // Timers that are armed meanwhile are scheduled at the end.
    callbackDue = .uptimeNanoseconds(0)
    let now = Deadline.now
    for _ in 0..<Self.mostAtOnce {
      guard let timer = timers.takeDue(now) else { break }
      timer.fire()
    }
    callbackDue = .distantFuture
    if let soonest = timers.soonest {
      schedule(at: max(.uptimeNanoseconds(UInt64(soonest.nanoseconds)), .now() + Self.pause))
    }
  }
}
