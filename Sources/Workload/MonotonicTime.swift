internal import CLinux

/// CLOCK_MONOTONIC, in nanoseconds: what units' times are told by, in every process of the machine.
package enum MonotonicTime {
  package static var now: Int64 { clinux_monotonic_nanoseconds() }

  /// The longest that a sleeper does not look at its stop flag, in nanoseconds.
  private static let longestSleep: Int64 = 50_000_000

  /// Blocks the calling thread until a moment, or until the flag is raised: clock_nanosleep(2).
  package static func sleep(until deadline: Int64, unless stop: StopFlag) {
    while !stop.isRaised {
      let now = now
      guard now < deadline else { return }
      clinux_sleep_until(min(deadline, now + longestSleep))
    }
  }
}
