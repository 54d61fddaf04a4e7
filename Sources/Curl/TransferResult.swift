internal import CCurl
internal import Glibc
package import Workload

/// How a transfer ended.
package struct TransferResult: Sendable, Equatable {
  /// The `CURLcode` as a number; 0 for success, whatever the HTTP status.
  package var code: UInt32
  /// libcurl's text for what went wrong in this transfer, without credentials; nil for success.
  package var message: String?
  /// The `errno` of the system call that failed, or 0.
  package var systemError: Int32
  /// The HTTP status; 0 without a response.
  package var httpStatus: Int
  /// From the transfer's start to the first byte of the response; 0 without a status line.
  package var firstByteMicroseconds: Int64
  /// The number of connections that had to be opened; 0 if an open one was reused.
  package var connectionsOpened: Int
  /// How often a request was sent again, because a kept connection had ended before it answered.
  package var repeats = 0
  /// The status of a proxy's answer to CONNECT; 0 if there was none.
  var proxyStatus = 0
  /// What became of the requests and the responses' heads.
  var progress = Progress()

  /// What libcurl's code alone does not tell.
  struct Progress: Sendable, Equatable {
    /// Why a head was refused.
    var flaw: Exchange.Flaw?
    /// The transfer ended within a response's head.
    var isHeadCut = false
    /// A response's head was complete.
    var hasHead = false
    /// A request has no answer.
    var awaitsAnswer = false
  }

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
  package var fault: Fault? { cause?.fault }

  /// The cause in words; nil for success.
  package var detail: String? {
    guard let cause else { return nil }
    let text = cause.text ?? message ?? String(cString: curl_easy_strerror(CURLcode(rawValue: code)))
    return switch cause.fault {
    case .tooManyOpenFiles: "\(text) (no file descriptor left)"
    // For other faults the number may be an earlier transfer's, because libcurl never clears it; and if sending or
    // receiving failed, the message names the cause already.
    case .connectionFailed where systemError != 0: "\(text) (\(String(cString: strerror(systemError))))"
    default: text
    }
  }

  /// A kind of failure, and words that say more than libcurl's message; nil if that says it all.
  private typealias Cause = (fault: Fault, text: String?)

  /// Versions of libcurl differ in the code that they have for a cause, and have the same code for different causes. So
  /// what is certain comes first: what the responses' heads said, and where the transfer ended.
  private var cause: Cause? {
    switch progress.flaw {
    case .violation(let text): return (.protocolViolation, text)
    case .tooLarge(let text): return (.headersTooLarge, text)
    case nil: break
    }
    switch CURLcode(rawValue: code) {
    case CURLE_OK, CURLE_PARTIAL_FILE:
      if progress.isHeadCut || progress.awaitsAnswer { return (.connectionLost, Self.headCut) }
      if code != CURLE_OK.rawValue { return (.bodyCutShort, nil) }
      // libcurl has followed every Location that it found.
      return Self.redirects.contains(httpStatus)
        ? (.protocolViolation, "HTTP status \(httpStatus) without a Location to follow") : nil
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: return broken
    // A line that is too long: until 8.5 the first code, then the second.
    case CURLE_OUT_OF_MEMORY where progress.awaitsAnswer || progress.isHeadCut,
      Self.tooLarge where progress.awaitsAnswer || progress.isHeadCut:
      return (.headersTooLarge, "a line of the response's head is longer than libcurl accepts")
    case Self.tooLarge where progress.hasHead: return (.headersTooLarge, nil)
    // A head that begins with the continuation of a line.
    case CURLE_BAD_FUNCTION_ARGUMENT where progress.isHeadCut:
      return (.protocolViolation, "a line of the response's head is no header field")
    case CURLE_UNSUPPORTED_PROTOCOL: return (progress.awaitsAnswer ? .protocolViolation : .unsupportedScheme, nil)
    case let code: return (Self.fault(code, isOutOfDescriptors), nil)
    }
  }

  private static let headCut = "the connection ended within the response's head"

  /// CURLE_TOO_LARGE, which older headers do not have.
  private static let tooLarge = CURLcode(rawValue: 100)

  private static let redirects = [301, 302, 303, 307, 308]

  /// The cause when sending or receiving failed. libcurl has the same code for a connection that was lost and for a
  /// response that it refuses; its messages tell them apart.
  private var broken: Cause {
    let text = message ?? ""
    if text.contains("response headers") || text.hasPrefix("Out of memory in chunk") {
      return (
        .headersTooLarge, progress.hasHead && !text.contains("headers") ? "the response's trailer is too long" : nil
      )
    }
    if (200..<300).contains(proxyStatus) == false, proxyStatus != 0 { return (.connectionFailed, nil) }
    if progress.isHeadCut { return (.connectionLost, nil) }
    guard progress.hasHead else { return (.connectionLost, nil) }
    if text.contains("chunk") { return (.protocolViolation, nil) }
    // The end of a TLS connection without notice. Older versions count it as an orderly end.
    return (text.contains("unexpected eof") ? .bodyCutShort : .connectionLost, nil)
  }

  private static func fault(_ code: CURLcode, _ isOutOfDescriptors: @autoclosure () -> Bool) -> Fault {
    switch code {
    case CURLE_URL_MALFORMAT: .malformedURL
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolvedHost
    case CURLE_COULDNT_CONNECT: isOutOfDescriptors() ? .tooManyOpenFiles : .connectionFailed
    case CURLE_INTERFACE_FAILED, CURLE_PROXY: .connectionFailed
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .certificate
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_USE_SSL_FAILED: .tls
    case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
    case CURLE_ABORTED_BY_CALLBACK: .cancelled
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
    default: .other
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
