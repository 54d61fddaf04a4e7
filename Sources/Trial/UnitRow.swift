internal import Workload

/// A unit's row in the units file: 56 bytes, little-endian. Row i belongs to unit i.
///
/// | bytes | type | content |
/// |---|---|---|
/// | 0–7 | int64 | start, in nanoseconds on CLOCK_MONOTONIC |
/// | 8–15 | int64 | first byte of the response, same clock; 0 if there was no response |
/// | 16–23 | int64 | end, same clock |
/// | 24–31 | int64 | bytes of body |
/// | 32–35 | int32 | kernel's id of the thread that did the work (gettid(2)) |
/// | 36–37 | uint16 | HTTP status; 0 if there was no response |
/// | 38 | uint8 | number of the ``Workload/Fault``; 0 if the unit succeeded |
/// | 39 | uint8 | how often the unit ended: 1 is correct, 0 means never |
/// | 40–41 | uint16 | connections opened |
/// | 42–43 | uint16 | requests that were sent again, because a kept connection had ended before it answered |
/// | 44–47 | uint32 | result of a computing unit; 0 if nothing was computed |
/// | 48–55 | int64 | when the unit was due in an open loop, same clock; 0 in a closed loop |
///
/// Row by row, start ≤ first byte ≤ end, within the record's trial. A unit that never ended has zeros, but for the
/// time when it was due.
///
/// The format is binary because a million JSON objects take seconds to write and to read.
package struct UnitRow: Sendable, Equatable {
  /// When the unit began, in nanoseconds on CLOCK_MONOTONIC.
  package var startNanoseconds: Int64 = 0
  /// When the first byte of the response arrived, on the same clock; 0 if there was no response.
  package var firstByteNanoseconds: Int64 = 0
  /// When the unit ended, on the same clock.
  package var doneNanoseconds: Int64 = 0
  /// Bytes of body received.
  package var bytes: Int64 = 0
  /// The kernel's id of the thread that did the work (gettid(2)).
  package var thread: Int32 = 0
  /// The HTTP status; 0 if there was no response.
  package var httpStatus: UInt16 = 0
  /// The raw value of the unit's ``Workload/Fault``; 0 if it succeeded.
  package var fault: UInt8 = 0
  /// How often the unit ended; 1 is correct, 0 means never, 255 means 255 times or more.
  package var timesEnded: UInt8 = 0
  /// Connections opened for the unit.
  package var connectionsOpened: UInt16 = 0
  /// How often a request of the unit was sent again, because a kept connection had ended before it answered.
  package var repeats: UInt16 = 0
  /// The result of a computing unit (``Workload/Computation/answer(_:)``); 0 if nothing was computed.
  package var answer: UInt32 = 0
  /// When the unit was due in an open loop, on the same clock; 0 in a closed loop.
  package var intendedNanoseconds: Int64 = 0

  /// The size of a row in the file, in bytes.
  package static let byteCount = 56

  package init(
    startNanoseconds: Int64 = 0, firstByteNanoseconds: Int64 = 0, doneNanoseconds: Int64 = 0, bytes: Int64 = 0,
    thread: Int32 = 0, httpStatus: UInt16 = 0, fault: UInt8 = 0, timesEnded: UInt8 = 0, connectionsOpened: UInt16 = 0,
    repeats: UInt16 = 0, answer: UInt32 = 0, intendedNanoseconds: Int64 = 0
  ) {
    self.startNanoseconds = startNanoseconds
    self.firstByteNanoseconds = firstByteNanoseconds
    self.doneNanoseconds = doneNanoseconds
    self.bytes = bytes
    self.thread = thread
    self.httpStatus = httpStatus
    self.fault = fault
    self.timesEnded = timesEnded
    self.connectionsOpened = connectionsOpened
    self.repeats = repeats
    self.answer = answer
    self.intendedNanoseconds = intendedNanoseconds
  }

  /// ``Workload/Fault/name`` of the fault; empty if the unit succeeded, `other` for an unknown number.
  package var faultName: String { fault == 0 ? "" : Fault(rawValue: fault)?.name ?? "other" }

  /// From the unit's start to its end.
  package var durationNanoseconds: Int64 { doneNanoseconds - startNanoseconds }
}

extension UnitRow {
  /// Why the row cannot be that of a unit, in words; nil if it can.
  ///
  /// - Parameter trial: from the barrier to the end of the last unit, in nanoseconds on CLOCK_MONOTONIC.
  func flaw(in trial: ClosedRange<Int64>) -> String? {
    if !(0...Border.mostNanoseconds).contains(intendedNanoseconds) { return "was due at \(intendedNanoseconds) ns" }
    if timesEnded == 0 {
      var empty = UnitRow()
      empty.intendedNanoseconds = intendedNanoseconds
      return self == empty ? nil : "never ended, and has results"
    }
    if !trial.contains(startNanoseconds) || !trial.contains(doneNanoseconds) {
      return "ran from \(startNanoseconds) to \(doneNanoseconds) ns, and the trial from \(trial.lowerBound) to "
        + "\(trial.upperBound) ns"
    }
    if doneNanoseconds < startNanoseconds { return "ended \(startNanoseconds - doneNanoseconds) ns before it began" }
    if firstByteNanoseconds != 0, !(startNanoseconds...doneNanoseconds).contains(firstByteNanoseconds) {
      return "ran from \(startNanoseconds) to \(doneNanoseconds) ns, with a first byte at \(firstByteNanoseconds) ns"
    }
    if !(0...Int64(Border.mostBytes)).contains(bytes) { return "received \(bytes) bytes" }
    if thread < 0 { return "ran on thread \(thread)" }
    if httpStatus > UInt16(Border.highestStatus) { return "has the HTTP status \(httpStatus)" }
    if fault != 0, Fault(rawValue: fault) == nil { return "has the fault \(fault), which does not exist" }
    return nil
  }
}
