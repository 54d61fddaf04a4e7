internal import CLinux
import Dispatch
package import Workload

/// Has the first half of the units wait, each for its counterpart in the second half, on the calling thread.
///
/// Nothing in it is wrong as long as all of them can run. On a pool that waits with all of its threads before it gets to the
/// second half, nobody ever comes; so a watchdog ends the waiting.
package final class HandOff: Sendable {
  private let half: Int
  private let arrivals: [DispatchSemaphore]
  private let watchdog: DispatchTimeInterval

  /// - Parameters:
  ///   - units: how many units there are, from 0.
  ///   - watchdogSeconds: how long a unit may wait.
  package init(units: Int, watchdogSeconds: Double) {
    half = units / 2
    arrivals = (0..<half).map { _ in DispatchSemaphore(value: 0) }
    watchdog = .nanoseconds(Int(watchdogSeconds * 1e9))
  }

  fileprivate func perform(_ unit: Unit) -> Outcome {
    if unit.index < half {
      guard arrivals[unit.index].wait(timeout: .now() + watchdog) == .success else {
        return Outcome(
          fault: .deadlock, detail: "nobody came to unit \(unit.index) in time", thread: clinux_thread_id())
      }
    } else if unit.index < 2 * half {
      arrivals[unit.index - half].signal()
    }
    return Outcome(thread: clinux_thread_id())
  }
}

/// Waits for, or comes to, its counterpart.
package struct BlockingHandOff: BlockingPerformer {
  private let handOff: HandOff

  package init(_ handOff: HandOff) { self.handOff = handOff }

  package func perform(_ unit: Unit) -> Outcome { handOff.perform(unit) }
}
