import Glibc

/// Waits for the signals that ask the process to end.
///
/// By a handler that writes into a pipe (Bernstein, "The self-pipe trick"), and not by blocking the signals and
/// sigwait(3): libraries start threads of their own, and a single one that does not block a signal lets it end the
/// process at once.
struct Termination {
  private let pipe: (read: Int32, write: Int32)

  /// Also ignores SIGPIPE, because clients may close connections.
  ///
  /// - Throws: the system's reason if there is no descriptor left.
  init() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw Failure(cause: errno) }
    for end in ends {
      // A handler must never wait, and a child process has no use for the pipe.
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    pipe = (ends[0], ends[1])
    signalPipe = ends[1]
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&signals, number)
      signal(number) { _ in
        // The thread that is interrupted may be about to read errno.
        let saved = errno
        var byte: UInt8 = 0
        _ = Glibc.write(signalPipe, &byte, 1)
        errno = saved
      }
    }
    // A process inherits what the thread that started it blocks, and Dispatch's threads block nearly everything.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Returns after SIGTERM or SIGINT.
  ///
  /// - Parameter endOfInput: whether the end of standard input counts as a signal: then this process ends when the
  ///   parent that holds the other end does, however that ends.
  func wait(orEndOfStandardInput endOfInput: Bool) {
    var descriptors = [pollfd(fd: pipe.read, events: Int16(POLLIN), revents: 0)]
    if endOfInput { descriptors.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
    while true {
      guard poll(&descriptors, nfds_t(descriptors.count), -1) > 0 else { continue }
      if descriptors[0].revents != 0 || (endOfInput && descriptors[1].revents != 0 && inputHasEnded) { return }
    }
  }

  /// Reads what has come and discards it.
  private var inputHasEnded: Bool {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)
  }

  private struct Failure: Error, CustomStringConvertible {
    var cause: Int32
    var description: String { "cannot make the pipe that signals are written to: \(String(cString: strerror(cause)))" }
  }
}

/// Where the handler writes. A handler is a C function and can capture nothing.
// nonisolated(unsafe): set once, before the handler is installed.
private nonisolated(unsafe) var signalPipe: Int32 = -1
