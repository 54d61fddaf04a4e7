import Foundation

/// A file or folder of a run that could not be made, read or written.
package struct FileError: Error, CustomStringConvertible {
  package var path: String
  /// What was tried, such as `write to`.
  package var attempt: String
  package var cause: String

  package init(_ attempt: String, _ path: String, cause: String) {
    self.attempt = attempt
    self.path = path
    self.cause = cause
  }

  /// The failure of the system call that was just made.
  package init(_ attempt: String, _ path: String, errno code: Int32 = errno) {
    self.init(attempt, path, cause: String(cString: strerror(code)))
  }

  package var description: String { "cannot \(attempt) '\(path)': \(cause)" }
}
