internal import CCurl

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

  /// Whether the transfer should be run again, once, because it was given up too early: a kept connection turned out to be
  /// dead, and the request went unanswered.
  ///
  /// libcurl asks again by itself, on another connection, and gives up at the sixth dead one in a row. But it counts over all
  /// transfers of a handle, so every sixth in a handle's life is an error (curl/curl#19066). Then it begins to count anew.
  package var deservesSecondTry: Bool {
    guard httpStatus == 0, connectionsOpened == 0 else { return false }
    return code == CURLE_SEND_ERROR.rawValue || code == CURLE_RECV_ERROR.rawValue
  }
}
