import Glibc

/// Where results go, at once, so that a line is there when its page is.
enum StandardOutput {
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

/// Where everything else goes.
enum StandardError {
  static func write(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
