internal import CCurl
internal import Glibc
package import Workload

extension TransferResult {
  /// What went wrong, by the name that it has in every strategy; nil where nothing did, whatever the HTTP status.
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

  /// The cause in words; nil where nothing went wrong.
  package var detail: String? {
    guard let message else { return nil }
    return switch fault {
    case .tooManyOpenFiles: "\(message) (no file descriptor left)"
    // Elsewhere the number may be an earlier transfer's, for libcurl never clears it; and where it failed to send or to
    // receive, its message names the cause already.
    case .connectionFailed where systemError != 0: "\(message) (\(String(cString: strerror(systemError))))"
    default: message
    }
  }

  /// libcurl says no more than "couldn't connect" when socket(2) fails, and leaves errno as it was: so ask for a descriptor.
  private var isOutOfDescriptors: Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor < 0 else {
      close(descriptor)
      return false
    }
    return errno == EMFILE || errno == ENFILE
  }
}
