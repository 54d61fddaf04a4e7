import CLinux
import Dispatch
import Glibc
import HostSystem
import Synchronization
import Trial

/// Sends the beats of one heartbeat from a thread of its own, and measures how late each of them runs.
///
/// The thread exists before the barrier and sleeps in the kernel until a beat is due, so only the kernel's scheduling
/// can delay it. That delay is part of every lateness, and all of the lateness at the place `thread`.
final class HeartbeatProbe: Sendable {
  typealias Submit = @Sendable (@escaping @Sendable () -> Void) -> Void

  private struct State {
    var due: [Int64] = []
    var late: [Int64] = []
    /// No beat is sent from this moment on.
    var end = Int64.max
  }

  private let heartbeat: TrialPlan.Heartbeat
  private let submit: Submit
  private let state = Mutex(State())
  private let begun = DispatchSemaphore(value: 0)
  private let over = DispatchSemaphore(value: 0)
  /// Signalled by each beat that ran.
  private let ran = DispatchSemaphore(value: 0)

  /// How long a beat may take to run, in seconds.
  private static let timeout = 2.0

  /// - Parameter submit: runs a closure at the heartbeat's place.
  /// - Throws: `SystemError` if the system refuses the thread.
  init(_ heartbeat: TrialPlan.Heartbeat, submit: @escaping Submit) throws(SystemError) {
    self.heartbeat = heartbeat
    self.submit = submit
    try SystemThread.start(stackBytes: 256 << 10) { [self] in
      begun.wait()
      beat(from: clinux_monotonic_nanoseconds())
      over.signal()
    }
  }

  /// Starts the beats, when the barrier opens.
  func begin() { begun.signal() }

  /// Ends the beats after the heartbeat's tail, when the load has ended.
  ///
  /// - Parameters:
  ///   - runtime: of the load, in nanoseconds.
  ///   - barrier: when the load began, in nanoseconds of CLOCK_MONOTONIC.
  /// - Returns: when the tail ends, on the same clock.
  func end(after runtime: Int64, since barrier: Int64) -> Int64 {
    let end = barrier + Int64(Double(runtime) * (1 + heartbeat.tail))
    state.withLock { $0.end = end }
    return end
  }

  /// Waits for the beats that were sent, and returns their latenesses.
  ///
  /// - Parameter barrier: the moment that the record counts from.
  func record(since barrier: Int64) -> HeartbeatRecord {
    over.wait()
    let deadline = DispatchTime.now() + Self.timeout
    while state.withLock({ $0.late.contains(-1) }), ran.wait(timeout: deadline) == .success {}
    return state.withLock { state in
      HeartbeatRecord(
        heartbeat: heartbeat, dueNanoseconds: state.due.map { $0 - barrier }, lateNanoseconds: state.late,
        endNanoseconds: clinux_monotonic_nanoseconds() - barrier)
    }
  }

  private func beat(from start: Int64) {
    let interval = Int64(heartbeat.intervalSeconds * 1e9)
    var due = start
    while true {
      due += interval
      sleep(until: due)
      guard let number = add(due) else { return }
      submit { [self] in
        let late = clinux_monotonic_nanoseconds() - state.withLock { $0.due[number] }
        state.withLock { $0.late[number] = late }
        ran.signal()
      }
      if heartbeat.pacing == .reply {
        guard ran.wait(timeout: .now() + Self.timeout) == .success else { return }
        due = clinux_monotonic_nanoseconds()
      }
    }
  }

  /// Adds a beat and returns its number; nil after the end.
  private func add(_ due: Int64) -> Int? {
    state.withLock { state in
      guard due < state.end else { return nil }
      state.due.append(due)
      state.late.append(-1)
      return state.due.count - 1
    }
  }

  private func sleep(until nanoseconds: Int64) {
    var until = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
  }
}
