import Glibc
import HostSystem

/// Waits for what asks the process to end.
struct Termination {
  private let pipe: (read: Int32, write: Int32)

  /// - Throws: the system's reason if there is no descriptor or thread left.
  init() throws(SystemError) {
    // Clients may close connections.
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SystemError("cannot make a pipe", systemError: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipe = (ends[0], ends[1])
    try Interruption.listen()
  }

  /// Returns after SIGTERM, SIGINT or SIGHUP; before, they end the process at once.
  ///
  /// - Parameter endOfInput: whether the end of standard input counts as a signal: then this process ends when the
  ///   parent that holds the other end does, however that ends.
  func wait(orEndOfStandardInput endOfInput: Bool) {
    Interruption.onSignal { [pipe] in
      var byte: UInt8 = 0
      _ = write(pipe.write, &byte, 1)
    }
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
}
