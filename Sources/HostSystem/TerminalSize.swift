internal import Glibc

/// The size of the terminal that messages go to.
package enum TerminalSize {
  /// The columns of standard error's terminal, as it is now; 80 if it is none or does not know.
  package static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
