import Synchronization
import TextFormats

/// Ends a process that keeps the harness waiting. Its reader then meets the end of its output.
struct Watch: Sendable {
  let program: String
  let cancellation: CancellationRequest
  /// Ends the process at once.
  let end: @Sendable () -> Void

  /// When timeouts is over; each line from the process moves it on.
  final class Deadline: Sendable {
    private let instant: Mutex<ContinuousClock.Instant>
    private let limit: Duration

    init(_ limit: Duration) {
      self.limit = limit
      instant = Mutex(.now + limit)
    }

    func moveOn() { instant.withLock { $0 = .now + limit } }

    func pass() async throws {
      while true {
        let instant = instant.withLock { $0 }
        if instant <= .now { return }
        try await Task.sleep(until: instant)
      }
    }
  }

  /// Runs `body` until it returns, its deadline passes, or the trial is cancelled.
  ///
  /// - Parameters:
  ///   - limit: the longest silence.
  ///   - phase: what is waited for, to go on from "said nothing for 20s ".
  ///   - stop: asks the process to stop and returns how long that may take; by default no time at all.
  ///   - body: waits for what the process says.
  func during<Value: Sendable>(
    _ limit: Duration, _ phase: String, stop: @escaping @Sendable () async -> Duration = { .zero },
    _ body: (Deadline) async throws(TrialRunError) -> Value
  ) async throws(TrialRunError) -> Value {
    let deadline = Deadline(limit)
    let result = await withTaskGroup(of: TrialRunError?.self, returning: Result<Value, TrialRunError>.self) { group in
      group.addTask {
        guard (try? await deadline.pass()) != nil else { return nil }
        end()
        return TrialRunError(.silent, program, "said nothing for \(limit.text) \(phase)")
      }
      group.addTask {
        await cancellation.wait()
        if Task.isCancelled { return nil }
        let grace = await stop()
        if grace > .zero, (try? await Task.sleep(for: grace)) == nil { return nil }
        end()
        return TrialRunError(.cancelled, program, "was ended because the trial was cancelled")
      }
      let result: Result<Value, TrialRunError>
      do throws(TrialRunError) { result = .success(try await body(deadline)) } catch { result = .failure(error) }
      group.cancelAll()
      // Where it was this watch that ended the process, whatever `body` met is only the consequence.
      let causes = await group.reduce(into: []) { $0.append($1) }
      return causes.lazy.compactMap { $0 }.first.map { .failure($0) } ?? result
    }
    return try result.get()
  }
}
