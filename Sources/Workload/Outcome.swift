/// What became of one unit, as its performer saw it. When it started and ended is recorded around the performer.
package struct Outcome: Sendable, Equatable {
  /// What went wrong, or nil.
  package var fault: Fault?
  /// The cause in words, for a person; only where there is a fault.
  package var detail: String?
  /// The HTTP status, or 0 where there was no response.
  package var httpStatus: Int
  /// Bytes of body received.
  package var bytes: Int
  /// From the start of the transfer to the first byte of the response, in nanoseconds; 0 where there was none.
  package var firstByteNanoseconds: Int64
  /// Connections that had to be opened for it.
  package var connectionsOpened: Int
  /// What a computing unit found out; 0 where nothing was computed.
  package var answer: UInt32
  /// Kernel id of the thread that did the work.
  package var thread: Int32

  package init(
    fault: Fault? = nil, detail: String? = nil, httpStatus: Int = 0, bytes: Int = 0,
    firstByteNanoseconds: Int64 = 0, connectionsOpened: Int = 0, answer: UInt32 = 0, thread: Int32
  ) {
    self.fault = fault
    self.detail = detail
    self.httpStatus = httpStatus
    self.bytes = bytes
    self.firstByteNanoseconds = firstByteNanoseconds
    self.connectionsOpened = connectionsOpened
    self.answer = answer
    self.thread = thread
  }
}
