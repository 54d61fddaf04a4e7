import Glibc

/// Writes results without a buffer, so that a page is shown as soon as it has ended.
enum StandardOutput {
  /// The results could not be written.
  struct Failure: Error, CustomStringConvertible {
    var cause: Int32
    var description: String { "cannot write the results: \(String(cString: strerror(cause)))" }
  }

  static func write(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw Failure(cause: errno)
      }
    }
  }
}

/// Writes messages.
enum StandardError {
  /// Writes a line. Failures are ignored: there is no other place to report them.
  static func write(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
