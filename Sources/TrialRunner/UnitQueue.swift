import Synchronization
import Trial

/// Brings the units' reports from the task that runs a trial to the task that asked for it.
///
/// Unlike an `AsyncStream` it goes on for a consumer that has been cancelled: what ends meanwhile is still of interest.
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

  /// Says that no more will come.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.takeConsumer()
    }?.resume()
  }

  /// What has come since the last call; waits where nothing has. Empty when no more will come. For one consumer only.
  func next() async -> [UnitReport] {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isFinished || !state.reports.isEmpty { return true }
        state.consumer = continuation
        return false
      }
      if goesOn { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.reports = [] }
      return state.reports
    }
  }
}
