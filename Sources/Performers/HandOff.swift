internal import CLinux
import Dispatch
package import Workload

/// Units in pairs: each of the first half blocks its thread until its counterpart of the second half has run.
///
/// That works as long as both can run at once. If all threads of a pool wait before it gets to the second half, it
/// deadlocks; so a watchdog ends the waiting.
package struct HandOff: BlockingPerformer {
  private let half: Int
  private let arrivals: [DispatchSemaphore]
  private let watchdog: DispatchTimeInterval

  /// - Parameters:
  ///   - units: the number of units, which are counted from 0.
  ///   - watchdogSeconds: the longest that a unit waits.
  package init(units: Int, watchdogSeconds: Double) {
    half = units / 2
    arrivals = (0..<half).map { _ in DispatchSemaphore(value: 0) }
    watchdog = .nanoseconds(Int(watchdogSeconds * 1e9))
  }

  package func perform(_ unit: Unit) -> Outcome {
    if unit.index < half {
      guard arrivals[unit.index].wait(timeout: .now() + watchdog) == .success else {
        return Outcome(
          fault: .deadlock, detail: "unit \(unit.index + half) did not run in time", thread: clinux_thread_id())
      }
    } else if unit.index < 2 * half {
      arrivals[unit.index - half].signal()
    }
    return Outcome(thread: clinux_thread_id())
  }
}
