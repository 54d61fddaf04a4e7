import Synchronization
import TextFormats

/// Ends a process that is silent for too long, or whose trial is cancelled. Its reader then meets the end of its
/// output.
struct Watchdog: Sendable {
  /// The program's name in errors.
  let program: String
  let cancellation: CancellationRequest
  /// Ends the process at once.
  let end: @Sendable () -> Void

  /// When the process has been silent, or has spoken, for too long.
  ///
  /// Time in which the harness or the machine stood still is not time in which the process was silent.
  final class Deadline: Sendable {
    private struct State {
      var silence: ContinuousClock.Instant
      var end: ContinuousClock.Instant
    }

    private let state: Mutex<State>
    private let limit: Duration

    init(_ limit: Duration, whole: Duration) {
      self.limit = limit
      let now = ContinuousClock.now
      state = Mutex(State(silence: now + limit, end: now + max(limit, whole)))
    }

    /// Restarts the time of silence.
    func restart() { state.withLock { $0.silence = .now + limit } }

    /// Returns when a deadline has passed: whether that of silence. Nil if the task is cancelled.
    func pass() async -> Bool? {
      var ticks = Ticks()
      while let gap = await ticks.next() {
        if let wasSilent = look(after: gap.late) { return wasSilent }
      }
      return nil
    }

    private func look(after gap: Duration) -> Bool? {
      state.withLock { state in
        if gap > Ticks.longestDelay {
          state.silence += gap
          state.end += gap
        }
        let now = ContinuousClock.now
        return now >= state.end ? now >= state.silence : now >= state.silence ? true : nil
      }
    }
  }

  /// Runs `body` until it returns, a deadline passes, or the trial is cancelled.
  ///
  /// - Parameters:
  ///   - limit: the longest silence.
  ///   - whole: the longest time in all; nil: no longer than the silence, because a single line is expected.
  ///   - phase: what the harness waits for, to follow "said nothing for 20s ".
  ///   - grace: how long the process may take to stop when the trial is cancelled.
  ///   - stop: asks the process to stop.
  ///   - body: reads what the process says.
  func during<Value: Sendable>(
    _ limit: Duration, whole: Duration? = nil, _ phase: String, grace: Duration = .zero,
    stop: @escaping @Sendable () -> Void = {}, _ body: (Deadline) async throws(TrialRunError) -> Value
  ) async throws(TrialRunError) -> Value {
    let whole = whole ?? limit
    let deadline = Deadline(limit, whole: whole)
    let result = await withTaskGroup(of: TrialRunError?.self, returning: Result<Value, TrialRunError>.self) { group in
      group.addTask {
        guard let wasSilent = await deadline.pass() else { return nil }
        end()
        return wasSilent
          ? TrialRunError(.silent, program, "said nothing for \(limit.text) \(phase)")
          : TrialRunError(.tooLong, program, "took longer than \(whole.text) \(phase)")
      }
      group.addTask {
        await cancellation.wait()
        if Task.isCancelled { return nil }
        stop()
        if grace > .zero, (try? await Task.sleep(for: grace)) == nil { return nil }
        end()
        return TrialRunError(.cancelled, program, "was ended because the trial was cancelled")
      }
      let result: Result<Value, TrialRunError>
      do throws(TrialRunError) { result = .success(try await body(deadline)) } catch { result = .failure(error) }
      group.cancelAll()
      // If the watchdog ended the process, the error of `body` is only the consequence.
      let causes = await group.reduce(into: []) { $0.append($1) }
      return causes.lazy.compactMap { $0 }.first.map { .failure($0) } ?? result
    }
    return try result.get()
  }
}
