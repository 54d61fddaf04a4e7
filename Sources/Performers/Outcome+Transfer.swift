import Curl
import PageProtocol
import Workload

extension Outcome {
  /// The outcome of a transfer that ended: libcurl's result comes first, then the HTTP status, then the body.
  init(_ result: TransferResult, body: BodyDigest, expected: BodyDigest?, thread: Int32) {
    self.init(
      fault: result.fault, detail: result.detail, httpStatus: result.httpStatus, bytes: body.byteCount,
      firstByteNanoseconds: result.firstByteMicroseconds * 1000, connectionsOpened: result.connectionsOpened,
      repeats: result.repeats, thread: thread)
    guard fault == nil else { return }
    if !(200..<300).contains(result.httpStatus) {
      fault = .httpStatus
      detail = "HTTP status \(result.httpStatus)"
    } else if let expected, body != expected {
      fault = .wrongBody
      detail =
        body.byteCount == expected.byteCount
        ? "the body's \(body.byteCount) bytes are not the expected ones"
        : "the body has \(body.byteCount) bytes instead of \(expected.byteCount)"
    }
  }

  /// A unit whose transfer could not even begin.
  init(notBegun error: CurlError, thread: Int32) {
    self.init(fault: .other, detail: error.description, thread: thread)
  }

  /// A unit that was ended before it was done.
  static func cancelled(thread: Int32) -> Outcome { Outcome(fault: .cancelled, detail: "cancelled", thread: thread) }
}

/// Reads a body and keeps only its length and checksum, so that a page's cost is that of fetching, not of storing.
final class ChecksumReceiver: BodyReceiver {
  private var checksum = BodyChecksum()

  var digest: BodyDigest { checksum.digest }

  func receive(_ bytes: UnsafeRawBufferPointer) { checksum.update(bytes) }

  func reset() { checksum = BodyChecksum() }
}
