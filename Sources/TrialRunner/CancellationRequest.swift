import Synchronization

/// A request to cancel a trial.
///
/// A trial does not run in the cancelled task itself: there every wait ends at once, also those for the record of what was
/// complete and for the end of the child processes.
final class CancellationRequest: Sendable {
  private struct State {
    var isMade = false
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextNumber = 0
  }

  private let state = Mutex(State())

  var isMade: Bool { state.withLock { $0.isMade } }

  func make() {
    let waiting = state.withLock { state in
      state.isMade = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the request is made, or when the waiting task is itself cancelled.
  func wait() async {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          // The handler below may have run before there was anything to resume.
          if state.isMade || Task.isCancelled { return true }
          state.waiting[number] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
  }
}
