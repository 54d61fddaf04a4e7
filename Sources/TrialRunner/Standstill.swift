import HostSystem
import Synchronization
import TextFormats

/// Notes that something stood still during a trial, which no measurement of it survives: a process that a signal had
/// stopped, the harness, or the machine.
final class Standstill: Sendable {
  private let first = Mutex<String?>(nil)

  /// The first that was noticed, in words; nil if none was.
  var reason: String? { first.withLock { $0 } }

  func note(_ reason: String) { first.withLock { $0 = $0 ?? reason } }

  /// Looks at a process and at the clocks, until the task is cancelled.
  func watch(_ program: String, _ processIdentifier: Int32) async {
    var ticks = Ticks()
    while let gap = await ticks.next() {
      if gap.asleep > Ticks.longestSleep { note("the machine was suspended for \(gap.asleep.wholeSeconds)") }
      if gap.late > Ticks.longestDelay { note("the harness stood still for \(gap.late.wholeSeconds)") }
      if (try? ProcessStatus.of(processIdentifier))?.isStopped == true { note("\(program) was stopped by a signal") }
    }
  }
}

/// Wakes up at regular times, and says how much later than that it did.
struct Ticks {
  /// A tick that is later than this was not delayed by other threads: the process or the machine stood still.
  static let longestDelay = Duration.seconds(3)
  /// More of a suspended machine makes a trial invalid.
  static let longestSleep = Duration.milliseconds(500)

  private static let interval = Duration.milliseconds(100)

  /// The clock that counts on while the machine is suspended (CLOCK_BOOTTIME), and the one that does not.
  private var last = (real: ContinuousClock.now, awake: SuspendingClock.now)

  struct Gap {
    /// How much later than the interval the tick came.
    var late: Duration
    /// How long the machine was suspended.
    var asleep: Duration
  }

  /// Waits for the next tick; nil if the task is cancelled.
  mutating func next() async -> Gap? {
    guard (try? await Task.sleep(for: Self.interval)) != nil else { return nil }
    let now = (real: ContinuousClock.now, awake: SuspendingClock.now)
    defer { last = now }
    let passed = now.real - last.real
    return Gap(late: passed - Self.interval, asleep: passed - (now.awake - last.awake))
  }
}

extension Duration {
  fileprivate var wholeSeconds: String { "\(Int(seconds.rounded())) s" }
}
