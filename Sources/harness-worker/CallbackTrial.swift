import EventLoop
import Performers
import Strategies
import Workload

/// Runs callbacks on an event loop, which the calling thread runs until the load is done.
final class CallbackTrial<Performer: CallbackPerformer>: TrialBody, @unchecked Sendable {
  // @unchecked: the performer is used on the loop's thread only; `cancelSignal` may be raised from any.
  private let strategy: StrategyName
  private let performer: Performer
  private let loop: EventLoop
  private let clock: LoopClock
  private let cancelSignal: LoopSignal

  /// - Parameter cancelSignal: ends what is in flight and what waits for its arrival.
  init(_ strategy: StrategyName, _ performer: Performer, on loop: EventLoop, clock: LoopClock, cancelSignal: LoopSignal)
  {
    self.strategy = strategy
    self.performer = performer
    self.loop = loop
    self.clock = clock
    self.cancelSignal = cancelSignal
  }

  func run(_ load: Load) throws {
    try strategy.run(load, on: performer, clock: clock) { [loop] in loop.stop() }
    loop.run()
  }

  func cancel() { cancelSignal.raise() }

  func submit(_ beat: @escaping @Sendable () -> Void) { loop.signal(beat).raise() }

  func idle(until nanoseconds: Int64) { loop.idle(until: nanoseconds) }
}
