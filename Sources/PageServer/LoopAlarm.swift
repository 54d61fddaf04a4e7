import NIOCore

/// Wakes the connections of one event loop when the delays of their requests are over.
///
/// The loop's own timers would do, but it runs all that are due before it looks at its sockets again. Where thousands of
/// answers go out together, their clients' next requests are then found all at once, as if they had arrived together,
/// so that they are due together and late together, for ever. Few at a time, requests are found when they arrive.
///
/// To be touched on its loop only.
final class LoopAlarm {
  private let eventLoop: any EventLoop
  private var queue = DelayQueue<HTTPHandler>()
  private var callback: NIOScheduledCallback?
  private var callbackDue = NIODeadline.distantFuture

  /// About half a millisecond of answers.
  private static let mostAtOnce = 32
  /// Just long enough not to be due again before the loop has looked at its sockets; it looks without waiting if any
  /// has something.
  private static let pause = TimeAmount.microseconds(10)

  init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// Has ``HTTPHandler/delayEnded()`` called, never from within.
  func wake(_ handler: HTTPHandler, at due: NIODeadline) -> DelayQueue<HTTPHandler>.Ticket {
    let ticket = queue.add(handler, due: due)
    if due < callbackDue { schedule(at: due) }
    return ticket
  }

  func cancel(_ ticket: DelayQueue<HTTPHandler>.Ticket) { queue.cancel(ticket) }

  private func schedule(at due: NIODeadline) {
    callback?.cancel()
    // It fails only when the loop is shutting down, and then there is nobody left to wake.
    callback = try? eventLoop.assumeIsolated().scheduleCallback(at: due, handler: self)
    callbackDue = due
  }
}

extension LoopAlarm: NIOScheduledCallbackHandler {
  func handleScheduledCallback(eventLoop: some EventLoop) {
    callback = nil
    // Whatever is added meanwhile waits for the end of this.
    callbackDue = .uptimeNanoseconds(0)
    let now = NIODeadline.now()
    for _ in 0..<Self.mostAtOnce {
      guard let handler = queue.popDue(at: now) else { break }
      handler.delayEnded()
    }
    callbackDue = .distantFuture
    if let firstDue = queue.firstDue { schedule(at: max(firstDue, .now() + Self.pause)) }
  }
}
