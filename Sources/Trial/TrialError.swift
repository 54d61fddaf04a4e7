internal import Glibc

/// Why a trial could not be set up, run or read back.
package struct TrialError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, on what.
  package var context: String
  /// errno of the system call that failed, or 0.
  package var systemError: Int32

  package init(_ context: String, systemError: Int32 = 0) {
    self.context = context
    self.systemError = systemError
  }

  package var description: String {
    systemError == 0 ? context : "\(context): \(String(cString: strerror(systemError)))"
  }
}
