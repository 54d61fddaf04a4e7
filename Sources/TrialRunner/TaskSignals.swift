import Synchronization
import Trial

/// A request to cancel a trial.
///
/// A trial runs in a task of its own, which is never cancelled: in a cancelled task every wait would end at once, also
/// the waits for the record of the complete units and for the end of the child processes.
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
        let resumes = state.withLock { state in
          // The handler below may have run already, before there was a continuation to resume.
          if state.isMade || Task.isCancelled { return true }
          state.waiting[number] = continuation
          return false
        }
        if resumes { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
  }
}

/// Passes the units' reports from the task that runs a trial to the task that requested it.
///
/// Unlike an `AsyncStream`, it still delivers to a cancelled task: units that end after the cancellation are reported
/// too.
final class UnitQueue: Sendable {
  private struct State {
    var reports: [UnitReport] = []
    var isFinished = false
    var consumer: CheckedContinuation<Void, Never>?

    mutating func takeConsumer() -> CheckedContinuation<Void, Never>? {
      defer { consumer = nil }
      return consumer
    }
  }

  private let state = Mutex(State())

  func append(_ report: UnitReport) {
    state.withLock { state in
      state.reports.append(report)
      return state.takeConsumer()
    }?.resume()
  }

  /// Ends the queue; no more reports may be appended.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.takeConsumer()
    }?.resume()
  }

  /// The reports since the last call; waits if there are none. Empty when the queue has ended. For one consumer only.
  func next() async -> [UnitReport] {
    await withCheckedContinuation { continuation in
      let resumes = state.withLock { state in
        if state.isFinished || !state.reports.isEmpty { return true }
        state.consumer = continuation
        return false
      }
      if resumes { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.reports = [] }
      return state.reports
    }
  }
}
