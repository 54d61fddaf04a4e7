internal import CLinux
internal import Glibc

/// Messages and progress. They never fail and never stop a program: there is no other place to report them.
package enum StandardError {
  /// Writes a line; waits for at most a second if it is not read.
  package static func write(_ line: String) { offer("\(line)\n", within: 1000) }

  /// Writes text that may be lost: it is dropped if standard error is full.
  package static func writeProgress(_ text: String) { offer(text, within: 0) }

  /// The columns of its terminal, as they are now; 80 if it is no terminal or does not know.
  package static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func offer(_ text: String, within milliseconds: Int) {
    DescriptorOutput.offer(Array(text.utf8), to: descriptor, within: milliseconds)
  }

  private static let descriptor = DescriptorOutput.nonBlocking(STDERR_FILENO)
}
