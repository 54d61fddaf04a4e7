internal import CCurl
internal import Glibc
package import Workload

/// How a transfer ended.
package struct TransferResult: Sendable, Equatable {
  /// The `CURLcode` as a number; 0 for success, whatever the HTTP status.
  package var code: UInt32
  /// libcurl's text for what went wrong in this transfer; nil for success.
  package var message: String?
  /// The `errno` of the system call that failed, or 0.
  package var systemError: Int32
  /// The HTTP status; 0 without a response.
  package var httpStatus: Int
  /// From the transfer's start to the first byte of the response; 0 without a response.
  package var firstByteMicroseconds: Int64
  /// The number of connections that had to be opened; 0 if an open one was reused.
  package var connectionsOpened: Int

  /// Whether the transfer should be run again, once, because libcurl gave it up too early: a kept connection was dead,
  /// and the request was not answered.
  ///
  /// libcurl retries by itself on another connection, and gives up at the sixth dead one in a row. But it counts over
  /// all transfers of a handle, so every sixth in a handle's life is an error (curl/curl#19066), after which the count
  /// restarts.
  package var deservesSecondTry: Bool {
    guard httpStatus == 0, connectionsOpened == 0 else { return false }
    return code == CURLE_SEND_ERROR.rawValue || code == CURLE_RECV_ERROR.rawValue
  }
}

extension TransferResult {
  /// The kind of failure; nil for success, whatever the HTTP status.
  package var fault: Fault? {
    switch CURLcode(rawValue: code) {
    case CURLE_OK: nil
    case CURLE_URL_MALFORMAT: .malformedURL
    case CURLE_UNSUPPORTED_PROTOCOL: .unsupportedScheme
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolvedHost
    case CURLE_COULDNT_CONNECT: isOutOfDescriptors ? .tooManyOpenFiles : .connectionFailed
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PARTIAL_FILE: .bodyCutShort
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .connectionLost
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .certificate
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_USE_SSL_FAILED: .tls
    case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
    case CURLE_ABORTED_BY_CALLBACK: .cancelled
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
    default: .other
    }
  }

  /// The cause in words; nil for success.
  package var detail: String? {
    guard let message else { return nil }
    return switch fault {
    case .tooManyOpenFiles: "\(message) (no file descriptor left)"
    // For other faults the number may be an earlier transfer's, because libcurl never clears it; and if sending or
    // receiving failed, the message names the cause already.
    case .connectionFailed where systemError != 0: "\(message) (\(String(cString: strerror(systemError))))"
    default: message
    }
  }

  /// If socket(2) fails, libcurl says only "couldn't connect" and does not store the `errno`. So this asks for a
  /// descriptor.
  private var isOutOfDescriptors: Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor < 0 else {
      close(descriptor)
      return false
    }
    return errno == EMFILE || errno == ENFILE
  }
}
