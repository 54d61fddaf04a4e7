import Foundation
import Testing
import Trial
import TrialRunner

/// Cancelling a trial.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TrialRunnerCancellationTests {
  /// Runs a trial and cancels it when its first unit has been reported.
  private func cancelled(
    _ worker: FakeProgram, timeouts: Timeouts
  ) async throws -> (TrialResult, [UInt8]) {
    let runner = runner(worker: worker, timeouts: timeouts)
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await runner.observe(.twoUnits(reportsUnits: true)) { _ in
        continuation.yield()
      } read: {
        $0.map(\.timesEnded)
      }
    }
    for await _ in stream { break }
    task.cancel()
    return try await task.value
  }

  @Test func aCancelledWorkerReportsTheCompleteUnits() async throws {
    let worker = try FakeProgram(
      """
      \(FakeProgram.untilGo); unit 0; hear
      case $heard in *cancel*) { row 000 001; row 000 000; } > "$file"; record 1 1;; esac
      """)
    let (trial, timesEnded) = try await cancelled(worker, timeouts: .ample)
    #expect(trial.wasCancelled)
    #expect(trial.record.unitsEnded == 1)
    #expect(trial.invalidReason == "was cancelled; 1 of 2 units had ended")
    #expect(timesEnded == [1, 0])
    #expect(!worker.isRunning)
  }

  @Test func aWorkerThatIgnoresTheOrderIsEnded() async throws {
    let worker = try FakeProgram("\(FakeProgram.untilGo); unit 0; sleep 60")
    var timeouts = Timeouts.ample
    timeouts.stop = .milliseconds(100)
    let error = await #expect(throws: TrialRunError.self) { try await cancelled(worker, timeouts: timeouts) }
    #expect(error?.code == .cancelled)
    #expect(!worker.isRunning)
  }

  @Test func aTrialThatIsCancelledBeforeItBeginsEndsItsWorker() async throws {
    let worker = try FakeProgram("sleep 60")
    let runner = runner(worker: worker)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await runner.run(.twoUnits()) { _ in }
    }
    let error = await #expect(throws: TrialRunError.self) { _ = try await task.value }
    #expect(error?.code == .cancelled)
    #expect(!worker.isRunning)
  }
}
