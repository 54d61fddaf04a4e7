import CallbackStrategy
import EventLoop
import Performers
import Workload

/// Callbacks on an event loop, which the calling thread runs until the load is done.
final class CallbackTrial<Performer: CallbackPerformer>: TrialBody, @unchecked Sendable {
  // @unchecked: the performer is used on the loop's thread only; `cancelSignal` may be raised from any.
  private let performer: Performer
  private let loop: EventLoop
  private let clock: LoopClock
  private let cancelSignal: LoopSignal

  /// - Parameter cancel: ends what is in flight; called on the loop's thread.
  init(_ performer: Performer, on loop: EventLoop, clock: LoopClock, cancel: @escaping () -> Void) {
    self.performer = performer
    self.loop = loop
    self.clock = clock
    nonisolated(unsafe) let cancel = cancel  // the signal delivers on the loop's thread, where the performer belongs
    cancelSignal = loop.signal {
      clock.endAll()
      cancel()
    }
  }

  func run(_ load: Load) {
    Callbacks(clock: clock).run(load, on: performer) { [loop] in loop.stop() }
    loop.run()
  }

  func cancel() { cancelSignal.raise() }

  func submit(_ beat: @escaping @Sendable () -> Void) { loop.signal(beat).raise() }

  func idle(until nanoseconds: Int64) { loop.idle(until: nanoseconds) }
}
