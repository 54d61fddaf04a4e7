import Foundation
import Synchronization

/// Runs `body` on a thread of its own, and suspends until it returns.
///
/// Tests run on the cooperative pool, where a test that blocks would occupy the thread that it waits for.
/// When the test is cancelled, as its time limit does, this abandons the thread and throws.
package func onOwnThread<Success: Sendable>(_ body: @escaping @Sendable () throws -> Success) async throws -> Success {
  let waiting = Waiting<Success>()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      waiting.begin(continuation)
      let thread = Thread { waiting.end(Result(catching: body)) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  } onCancel: {
    waiting.end(.failure(CancellationError()))
  }
}

/// A continuation that is resumed by the end of the work or by cancellation, whichever comes first.
private final class Waiting<Success: Sendable>: Sendable {
  private enum State {
    case before
    case waiting(CheckedContinuation<Success, any Error>)
    case over
  }

  private let state = Mutex(State.before)

  func begin(_ continuation: CheckedContinuation<Success, any Error>) {
    let isOver = state.withLock { state in
      if case .over = state { return true }
      state = .waiting(continuation)
      return false
    }
    if isOver { continuation.resume(throwing: CancellationError()) }
  }

  func end(_ result: Result<Success, any Error>) {
    let continuation = state.withLock { state -> CheckedContinuation<Success, any Error>? in
      defer { state = .over }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(with: result)
  }
}
