import Foundation

/// A file or folder that could not be created, read or written.
package struct FileError: Error, CustomStringConvertible {
  /// The path of the file or folder.
  package var path: String
  /// The failed operation as a verb, such as `read` or `write to`: it completes "cannot … 'PATH'".
  package var attempt: String
  /// The reason, in words.
  package var cause: String

  package init(_ attempt: String, _ path: String, cause: String) {
    self.attempt = attempt
    self.path = path
    self.cause = cause
  }

  /// The failure of a system call, by default of the most recent one.
  package init(_ attempt: String, _ path: String, errno code: Int32 = errno) {
    self.init(attempt, path, cause: String(cString: strerror(code)))
  }

  package var description: String { "cannot \(attempt) '\(path)': \(cause)" }
}
