import HostSystem
import Synchronization
import TextFormats
import Trial

/// Ends a process that is silent for too long, or whose trial is cancelled. Its reader then meets the end of its
/// output.
struct Watchdog: Sendable {
  /// The program's name in errors.
  let program: String
  let cancellation: CancellationRequest
  /// Ends the process at once.
  let end: @Sendable () -> Void

  /// When the process has been silent for too long; each line from it restarts the time.
  final class Deadline: Sendable {
    private let instant: Mutex<ContinuousClock.Instant>
    private let limit: Duration

    init(_ limit: Duration) {
      self.limit = limit
      instant = Mutex(.now + limit)
    }

    func restart() { instant.withLock { $0 = .now + limit } }

    /// Returns when the deadline has passed; throws if the task is cancelled.
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
  ///   - phase: what the harness waits for, to follow "said nothing for 20s ".
  ///   - stop: asks the process to stop and returns how long it may take; by default, no time at all.
  ///   - body: reads what the process says.
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
      // If the watchdog ended the process, the error of `body` is only the consequence.
      let causes = await group.reduce(into: []) { $0.append($1) }
      return causes.lazy.compactMap { $0 }.first.map { .failure($0) } ?? result
    }
    return try result.get()
  }
}

/// Counts a process's threads at intervals, from outside, so that the counting is not part of what is measured.
final class ThreadSampler: Sendable {
  private let processIdentifier: Int32
  private let changes = Mutex<[ThreadSample]>([])

  init(processIdentifier: Int32) { self.processIdentifier = processIdentifier }

  /// The samples whose count differs from the one before.
  var samples: [ThreadSample] { changes.withLock { $0 } }

  /// Samples until the task is cancelled. Threads that live shorter than the interval can be missed.
  func run(every interval: Duration = .milliseconds(10)) async {
    let start = ContinuousClock.now
    repeat {
      // A process that has ended has no threads to count.
      guard let threads = try? ProcessStatus.of(processIdentifier).threads else { continue }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      changes.withLock {
        if $0.last?.threads != threads { $0.append(ThreadSample(seconds: seconds, threads: threads)) }
      }
    } while (try? await Task.sleep(for: interval)) != nil
  }
}
