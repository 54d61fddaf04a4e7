import Glibc

/// Waits for the signals that ask the process to end.
struct Termination {
  private var signals = sigset_t()

  /// Blocks the signals. Call it before any other thread starts: threads inherit the blocked signals, and a signal that
  /// some thread does not block would end the process at once. Also ignores SIGPIPE, because clients may close
  /// connections.
  init() {
    signal(SIGPIPE, SIG_IGN)
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Returns after SIGTERM or SIGINT.
  ///
  /// - Parameter endOfInput: whether the end of standard input counts as a signal: then this process ends when the
  ///   parent that holds the other end does, however that ends.
  func wait(orEndOfStandardInput endOfInput: Bool) {
    if endOfInput { signalEndOfStandardInput() }
    var signals = signals
    var received: Int32 = 0
    while sigwait(&signals, &received) != 0 {}
  }

  private func signalEndOfStandardInput() {
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { _ in
        var byte: UInt8 = 0
        while true {
          let count = read(STDIN_FILENO, &byte, 1)
          if count == 0 || (count < 0 && errno != EINTR) { break }
        }
        kill(getpid(), SIGTERM)
        return nil
      }, nil)
    // Without the thread the end of input would go unnoticed: better to end now than never.
    if failure == 0 { pthread_detach(thread) } else { kill(getpid(), SIGTERM) }
  }
}
