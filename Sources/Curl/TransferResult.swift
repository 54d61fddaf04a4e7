/// How a transfer ended.
package struct TransferResult: Sendable, Equatable {
  /// The `CURLcode`, as a number; 0 if all went well, whatever the HTTP status.
  package var code: UInt32
  /// What went wrong, in libcurl's words for this very transfer; nil where nothing did.
  package var message: String?
  /// errno of the system call that failed, or 0.
  package var systemError: Int32
  /// 0 where there was no response.
  package var httpStatus: Int
  /// From the transfer's start to the first byte of the response; 0 where there was none.
  package var firstByteMicroseconds: Int64
  /// Connections that had to be opened; 0 where an open one was reused.
  package var connectionsOpened: Int
}
