internal import CLinux
internal import Synchronization
package import Workload

/// Keeps the result of every unit.
///
/// There is one slot per unit, allocated and written beforehand. So no two threads write to the same slot, and
/// recording a unit without a fault takes no lock and allocates nothing.
package final class Recorder: @unchecked Sendable {
  // @unchecked: a slot is written only where its unit is performed, and read after the units have ended.
  private let slots: UnsafeMutableBufferPointer<UnitRow>
  private let failures = Mutex<[TrialRecord.UnitFailure]>([])
  private let window = WindowMeter()
  private let report: (@Sendable (UnitReport) -> Void)?

  /// - Parameters:
  ///   - count: the number of units, including those of the warm-up.
  ///   - report: called as each unit ends, on the thread where it ended; nil for no reports.
  package init(count: Int, report: (@Sendable (UnitReport) -> Void)? = nil) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: UnitRow())
    self.report = report
  }

  deinit { slots.deallocate() }

  /// The rows of some units. Call it only after these have ended; valid as long as the recorder.
  package func rows(_ units: Range<Int>) -> UnsafeBufferPointer<UnitRow> {
    UnsafeBufferPointer(rebasing: slots[units])
  }

  /// Records when each unit was due, including those that never began. Call it only after the units have ended.
  package func stamp(_ units: Range<Int>, with schedule: ArrivalSchedule) {
    for unit in units { slots[unit].intendedNanoseconds = schedule.due(Unit(index: unit)) }
  }

  /// Makes units earlier by a time in which their trial's clock stood still. Call it only after these have ended.
  package func shift(_ units: Range<Int>, earlierBy nanoseconds: Int64) {
    for unit in units where slots[unit].timesEnded > 0 {
      slots[unit].startNanoseconds -= nanoseconds
      slots[unit].doneNanoseconds -= nanoseconds
      if slots[unit].firstByteNanoseconds != 0 { slots[unit].firstByteNanoseconds -= nanoseconds }
    }
  }

  /// Failures of some units, in the order in which they occurred. The recorder keeps the first 100 failures of all
  /// units.
  package func failures(of units: Range<Int>) -> [TrialRecord.UnitFailure] {
    failures.withLock { $0.filter { units.contains($0.unit) } }
  }

  /// Begins to measure a window of a turn. Call it while no unit is performed.
  package func openWindow(of turn: Range<Int>, lead: Int) {
    window.open(from: turn.lowerBound + lead, to: turn.upperBound - 1)
  }

  /// The window of a turn that has ended; nil if it was cancelled. Call it while no unit is performed.
  package func closeWindow(of turn: Range<Int>) -> TurnWindow? { window.close(rows(turn)) }

  /// Notes that a unit begins.
  ///
  /// - Returns: now, on CLOCK_MONOTONIC.
  func begin(_ unit: Unit) -> Int64 {
    window.begins(unit)
    return clinux_monotonic_nanoseconds()
  }

  /// - Parameter start: when the unit began, on CLOCK_MONOTONIC; it has just ended.
  func record(_ unit: Unit, start: Int64, _ outcome: Outcome) {
    let done = clinux_monotonic_nanoseconds()
    let times = slots[unit.index].timesEnded
    slots[unit.index] = UnitRow(
      startNanoseconds: start,
      // libcurl rounds up to microseconds.
      firstByteNanoseconds: outcome.firstByteNanoseconds == 0 ? 0 : min(done, start + outcome.firstByteNanoseconds),
      doneNanoseconds: done,
      bytes: Int64(outcome.bytes),
      thread: outcome.thread,
      httpStatus: UInt16(clamping: outcome.httpStatus),
      fault: outcome.fault?.rawValue ?? 0,
      timesEnded: times == .max ? times : times + 1,
      connectionsOpened: UInt16(clamping: outcome.connectionsOpened),
      repeats: UInt16(clamping: outcome.repeats),
      answer: outcome.answer)
    if let fault = outcome.fault { note(unit, fault, outcome.detail) }
    if let report {
      report(
        UnitReport(
          unit: unit.index, seconds: Double(done - start) * 1e-9, httpStatus: outcome.httpStatus, bytes: outcome.bytes,
          fault: outcome.fault?.name, detail: outcome.detail, repeats: outcome.repeats == 0 ? nil : outcome.repeats))
    }
  }

  private func note(_ unit: Unit, _ fault: Fault, _ detail: String?) {
    failures.withLock {
      guard $0.count < TrialRecord.mostFailures else { return }
      $0.append(.init(unit: unit.index, fault: fault.name, detail: detail ?? fault.name))
    }
  }
}
