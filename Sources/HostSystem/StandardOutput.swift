internal import Glibc
internal import Synchronization

/// The results of a program, written whole and without a buffer.
package enum StandardOutput {
  /// The results could not be written.
  package struct Failure: Error, CustomStringConvertible {
    var code: Int32

    package var description: String { "cannot write the results: \(String(cString: strerror(code)))" }
  }

  private struct State {
    var failure: Failure?
    var onFailure: (@Sendable () -> Void)?
  }

  private static let state = Mutex(State())

  /// A terminal with little room calls itself writable, and a longer write would block.
  private static let descriptor =
    isatty(STDOUT_FILENO) == 1 ? DescriptorOutput.nonBlocking(STDOUT_FILENO) : STDOUT_FILENO

  /// Checks that results can be written at all: standard output is open, and not for reading only.
  package static func check() throws(Failure) {
    let flags = fcntl(STDOUT_FILENO, F_GETFL)
    guard flags >= 0, flags & O_ACCMODE != O_RDONLY else { throw Failure(code: EBADF) }
  }

  /// Writes text. Once that has failed, results are incomplete and every further call fails with the same reason.
  package static func write(_ text: String) throws(Failure) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    do throws(DescriptorOutput.Failure) {
      try DescriptorOutput.write(Array(text.utf8), to: descriptor)
    } catch {
      let failure = Failure(code: error.code)
      report(failure)
      throw failure
    }
  }

  /// Runs `body`, and cancels it as soon as results cannot be written, also if nothing is being written when their
  /// reader goes. Once per process.
  ///
  /// - Throws: what `body` throws, and ``Failure``.
  package static func whileWritable<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await body() }
    state.withLock { $0.onFailure = { task.cancel() } }
    watch()
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    let failure = state.withLock { state in
      state.onFailure = nil
      return state.failure
    }
    if let failure { throw failure }
    return try result.get()
  }

  private static func report(_ failure: Failure) {
    let action = state.withLock { state in
      if state.failure == nil { state.failure = failure }
      return state.onFailure
    }
    action?()
  }

  /// Starts a thread that waits until the reader goes. If the thread cannot be started, the next write fails instead.
  private static func watch() {
    try? SystemThread.start(stackBytes: 64 << 10) {
      var entry = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
      // Without events to wait for, it returns if the descriptor fails (POLLERR, POLLHUP) or was never open.
      while poll(&entry, 1, -1) < 0 && errno == EINTR {}
      let isWatched = StandardOutput.state.withLock { $0.onFailure != nil }
      if isWatched && entry.revents & Int16(POLLERR | POLLHUP) != 0 { StandardOutput.report(Failure(code: EPIPE)) }
    }
  }
}
