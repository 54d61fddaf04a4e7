import Synchronization

/// Lets trials that are alive together go one at a time: first they are prepared, one after another, then they take
/// turns, there and back again (A B C, C B A, …), so that a drift of the machine affects all of them alike, and at last
/// they are evaluated.
///
/// All functions can be called from any task.
final class TurnOrder: Sendable {
  /// Which trial's it is, step by step.
  private let steps: [Int]
  private let state = Mutex(State())

  private struct State {
    var step = 0
    var isAbandoned = false
    var waiting: [Int: UnsafeContinuation<Bool, Never>] = [:]
  }

  /// - Parameters:
  ///   - trials: the number of trials.
  ///   - turns: the number of turns of each.
  init(trials: Int, turns: Int) {
    let there = Array(0..<trials)
    steps = there + (0..<turns).flatMap { $0.isMultiple(of: 2) ? there : there.reversed() } + there
  }

  /// Suspends until it is a trial's step. At most one task may wait for each trial.
  ///
  /// - Returns: false if the trials were abandoned.
  func wait(for trial: Int) async -> Bool {
    await withUnsafeContinuation { continuation in
      let answer: Bool? = state.withLock { state in
        if state.isAbandoned { return false }
        if state.step < steps.count, steps[state.step] == trial { return true }
        state.waiting[trial] = continuation
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// The present step is over.
  func advance() {
    let next: UnsafeContinuation<Bool, Never>? = state.withLock { state in
      state.step += 1
      return state.step < steps.count ? state.waiting.removeValue(forKey: steps[state.step]) : nil
    }
    next?.resume(returning: true)
  }

  /// Ends all waiting, because one of the trials failed or all were cancelled.
  func abandon() {
    let waiting = state.withLock { state in
      state.isAbandoned = true
      defer { state.waiting.removeAll() }
      return state.waiting.values.map { $0 }
    }
    for continuation in waiting { continuation.resume(returning: false) }
  }

  /// One trial's view of the order.
  struct Place: Sendable {
    fileprivate let order: TurnOrder
    fileprivate let trial: Int

    /// Suspends until it is this trial's step.
    ///
    /// - Throws: `abandoned` if that will not be.
    func wait() async throws(TrialRunError) {
      guard await order.wait(for: trial) else {
        throw TrialRunError(.abandoned, "the trial", "was given up together with another one of its block")
      }
    }

    /// This trial's step is over.
    func leave() { order.advance() }
  }

  /// The view of a trial, counted from 0.
  func place(of trial: Int) -> Place { Place(order: self, trial: trial) }
}
