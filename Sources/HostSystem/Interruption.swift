internal import Glibc
internal import Synchronization

/// What happens at SIGINT, SIGTERM and SIGHUP.
///
/// At the first of them the program is asked to end (``onSignal(_:)``), and afterwards ends by that signal, so that a
/// shell knows why (``endIfSignalled()``). At the second, after ``longestEnd`` seconds, or if nothing is asked, it ends
/// at once.
///
/// A handler writes into a pipe (Bernstein, "The self-pipe trick"), which a thread of its own reads: neither Dispatch
/// nor a task has to get a thread for it, which a system that allows few threads may refuse.
package enum Interruption {
  private struct State {
    var signal: Int32?
    var ask: (@Sendable () -> Void)?
    var cleanUp: @Sendable () -> Void = {}
  }

  private static let state = Mutex(State())

  /// How long the end may take after the first signal, in seconds.
  package static let longestEnd: Int32 = 30

  /// Starts to listen. Called once, at the start of the program.
  ///
  /// SIGHUP stays ignored if it is: nohup(1) asks for that.
  ///
  /// - Parameter cleanUp: called before the program ends at once.
  /// - Throws: `SystemError` if there is no descriptor or thread left.
  package static func listen(cleanUp: @escaping @Sendable () -> Void = {}) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw SystemError("cannot make the pipe that signals are written to", systemError: errno)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must never wait.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    signalPipe = ends[1]
    state.withLock { $0.cleanUp = cleanUp }
    let input = ends[0]
    try SystemThread.start(stackBytes: 256 << 10) { follow(input) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !isIgnored(number) {
      sigaddset(&signals, number)
      signal(number) { number in
        // The thread that is interrupted may be about to read errno.
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe, &byte, 1)
        errno = saved
      }
    }
    // A process inherits what the thread that started it blocks, and Dispatch's threads block nearly everything.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Sets what the first signal calls, on a thread of its own; at once if it has come already. Nil: the first signal
  /// ends the program.
  package static func onSignal(_ ask: (@Sendable () -> Void)?) {
    let hasCome = state.withLock { state in
      state.ask = ask
      return state.signal != nil
    }
    if hasCome { ask?() }
  }

  /// Whether a signal has come.
  package static var hasCome: Bool { state.withLock { $0.signal != nil } }

  /// Ends the process by the signal that has come; returns if none has.
  package static func endIfSignalled() {
    if let number = state.withLock({ $0.signal }) { end(by: number) }
  }

  private static func follow(_ input: Int32) {
    let first = next(from: input, within: -1)
    let ask = state.withLock { state in
      state.signal = first
      return state.ask
    }
    if let ask {
      ask()
      _ = next(from: input, within: longestEnd * 1000)
    }
    state.withLock { $0.cleanUp }()
    end(by: first)
  }

  /// The next signal; SIGTERM if none comes within some milliseconds, −1 for no limit.
  private static func next(from input: Int32, within milliseconds: Int32) -> Int32 {
    var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&descriptor, 1, milliseconds)
      if count == 0 { return SIGTERM }
      var byte: UInt8 = 0
      if count > 0, read(input, &byte, 1) == 1 { return Int32(byte) }
    }
  }

  private static func end(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    // Only the first process of a container gets here, which such signals do not end.
    _exit(128 + number)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    return sigaction(number, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// Where the handler writes. A handler is a C function and can capture nothing.
// nonisolated(unsafe): set once, before the handler is installed.
private nonisolated(unsafe) var signalPipe: Int32 = -1
