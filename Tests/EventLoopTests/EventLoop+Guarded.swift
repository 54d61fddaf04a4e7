import EventLoop
import Timers

extension EventLoop {
  /// Runs until ``stop()``, or for 20 seconds, so that a test whose event never comes fails instead of hanging.
  ///
  /// - Returns: whether it was stopped in time.
  func runsUntilStopped() -> Bool {
    var isInTime = true
    let guardian = LoopTimer {
      isInTime = false
      self.stop()
    }
    arm(guardian, at: .now + 20_000_000_000)
    run()
    disarm(guardian)
    return isInTime
  }

  /// Runs for this many turns, and one more in which it stops. None of them waits.
  func run(turns: Int) {
    let end = TurnCounter(turns, of: self)
    atTurnEnd(end)
    run()
  }
}

private final class TurnCounter: TurnEndHandler {
  private var left: Int
  private let loop: EventLoop

  init(_ count: Int, of loop: EventLoop) {
    left = count
    self.loop = loop
  }

  func turnEnds() {
    left -= 1
    if left == 0 { loop.stop() } else { loop.atTurnEnd(self) }
  }
}
