import Glibc

/// Why the page server could not start or continue.
package struct PageServerError: Error, CustomStringConvertible {
  /// The kind of error.
  package enum Code: Sendable {
    /// The address is not a literal one.
    case address
    /// The address can be reached from other machines, which is not allowed.
    case remote
    /// The server cannot listen on the address, for instance because another process does.
    case bind
    /// The certificate could not be made or loaded.
    case certificate
    /// A file could not be written or read.
    case file
    /// A response could not be turned into bytes.
    case encoding
  }

  /// The kind of error.
  package var code: Code
  /// What was being done to what.
  package var context: String
  /// The cause; nil if the context says it all.
  package var underlying: (any Error)?

  package init(code: Code, context: String, underlying: (any Error)? = nil) {
    self.code = code
    self.context = context
    self.underlying = underlying
  }

  /// - Parameter systemError: an `errno`.
  init(code: Code, context: String, systemError: Int32) {
    self.init(code: code, context: "\(context): \(String(cString: strerror(systemError)))")
  }

  package var description: String { underlying.map { "\(context): \($0)" } ?? context }
}
