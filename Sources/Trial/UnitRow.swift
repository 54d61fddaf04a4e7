internal import Workload

/// One unit's row in a trial's units file: 56 bytes, little-endian, row i belongs to unit i.
///
/// | bytes | type | what |
/// |---|---|---|
/// | 0–7 | int64 | start, CLOCK_MONOTONIC nanoseconds |
/// | 8–15 | int64 | first byte of the response, the same clock; 0 where there was none |
/// | 16–23 | int64 | done, the same clock |
/// | 24–31 | int64 | bytes of body |
/// | 32–35 | int32 | kernel id of the thread that did the work |
/// | 36–37 | uint16 | HTTP status; 0 where there was no response |
/// | 38 | uint8 | ``Workload/Fault`` by number; 0 where there was none |
/// | 39 | uint8 | how often the unit ended: 0 means never, 1 is right |
/// | 40–43 | uint32 | connections opened |
/// | 44–47 | uint32 | what a computing unit found out; 0 where nothing was computed |
/// | 48–55 | int64 | when the unit was due in an open loop, the same clock; 0 in a closed loop |
///
/// Fixed and binary because a million JSON objects take seconds to write and to read; any language can unpack this.
package struct UnitRow: Sendable, Equatable {
  package var startNanoseconds: Int64 = 0
  package var firstByteNanoseconds: Int64 = 0
  package var doneNanoseconds: Int64 = 0
  package var bytes: Int64 = 0
  package var thread: Int32 = 0
  package var httpStatus: UInt16 = 0
  package var fault: UInt8 = 0
  package var timesEnded: UInt8 = 0
  package var connectionsOpened: UInt32 = 0
  package var answer: UInt32 = 0
  package var intendedNanoseconds: Int64 = 0

  package static let byteCount = 56

  package init(
    startNanoseconds: Int64 = 0, firstByteNanoseconds: Int64 = 0, doneNanoseconds: Int64 = 0, bytes: Int64 = 0,
    thread: Int32 = 0, httpStatus: UInt16 = 0, fault: UInt8 = 0, timesEnded: UInt8 = 0, connectionsOpened: UInt32 = 0,
    answer: UInt32 = 0, intendedNanoseconds: Int64 = 0
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
    self.answer = answer
    self.intendedNanoseconds = intendedNanoseconds
  }

  /// ``Workload/Fault/name``, or an empty string where nothing went wrong.
  package var faultName: String { fault == 0 ? "" : Fault(rawValue: fault)?.name ?? "other" }

  /// From start to done.
  package var durationNanoseconds: Int64 { doneNanoseconds - startNanoseconds }
}
