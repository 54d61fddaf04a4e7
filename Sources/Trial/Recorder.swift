internal import CLinux
import Synchronization
package import Workload

/// Keeps what became of every unit: one slot each, allocated and touched beforehand, so that recording takes no lock and no
/// memory, and no two workers write to the same slot.
package final class Recorder: @unchecked Sendable {
  // @unchecked: each slot is written by whoever performs its unit, and read when all have ended.
  private let slots: UnsafeMutableBufferPointer<UnitRow>
  private let failures = Mutex<[TrialRecord.UnitFailure]>([])
  private let report: (@Sendable (UnitReport) -> Void)?

  /// How many failures are kept in words.
  private static let failureCapacity = 100

  /// - Parameters:
  ///   - count: how many units there will be, those of the warm-up included.
  ///   - report: called as each unit ends, on the thread where it ended; nil: nobody wants to know.
  package init(count: Int, report: (@Sendable (UnitReport) -> Void)? = nil) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: UnitRow())
    self.report = report
  }

  deinit { slots.deallocate() }

  /// The rows of some units. Only when these have ended.
  package func rows(_ units: Range<Int>) -> UnsafeBufferPointer<UnitRow> {
    UnsafeBufferPointer(rebasing: slots[units])
  }

  /// Notes when each unit was due, also those that never began. Only when these have ended.
  package func stamp(_ units: Range<Int>, with schedule: ArrivalSchedule) {
    for unit in units { slots[unit].intendedNanoseconds = schedule.due(Unit(index: unit)) }
  }

  /// The failures kept in words, in the order in which they came.
  package func failures(of units: Range<Int>) -> [TrialRecord.UnitFailure] {
    failures.withLock { $0.filter { units.contains($0.unit) } }
  }

  func record(_ unit: Unit, start: Int64, _ outcome: Outcome) {
    let done = clinux_monotonic_nanoseconds()
    let times = slots[unit.index].timesEnded
    slots[unit.index] = UnitRow(
      startNanoseconds: start,
      firstByteNanoseconds: outcome.firstByteNanoseconds == 0 ? 0 : start + outcome.firstByteNanoseconds,
      doneNanoseconds: done,
      bytes: Int64(outcome.bytes),
      thread: outcome.thread,
      httpStatus: UInt16(clamping: outcome.httpStatus),
      fault: outcome.fault?.rawValue ?? 0,
      timesEnded: times == .max ? times : times + 1,
      connectionsOpened: UInt32(clamping: outcome.connectionsOpened),
      answer: outcome.answer)
    if let fault = outcome.fault { note(unit, fault, outcome.detail) }
    if let report {
      report(
        UnitReport(
          unit: unit.index, seconds: Double(done - start) * 1e-9, httpStatus: outcome.httpStatus, bytes: outcome.bytes,
          fault: outcome.fault?.name, detail: outcome.detail))
    }
  }

  private func note(_ unit: Unit, _ fault: Fault, _ detail: String?) {
    failures.withLock {
      guard $0.count < Self.failureCapacity else { return }
      $0.append(.init(unit: unit.index, fault: fault.name, detail: detail ?? fault.name))
    }
  }
}
