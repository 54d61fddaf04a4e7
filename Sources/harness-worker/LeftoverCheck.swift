import Foundation
import HostSystem
import Synchronization
import Trial

/// Counts what the process still has some time after its trial was cancelled.
///
/// It does so on a thread of its own, which the load cannot delay. The thread exists before the barrier, so it is part
/// of the number of threads there.
final class LeftoverCheck: Sendable {
  private let begun = DispatchSemaphore(value: 0)
  private let over = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<LeftoverResources, any Error>?>(nil)

  /// - Parameter ordered: when the order to cancel came, if it has.
  /// - Throws: `SystemError` if the system refuses the thread.
  init(_ cancellation: TrialPlan.Cancellation, ordered: @escaping @Sendable () -> Int64?) throws(SystemError) {
    try SystemThread.start(stackBytes: 256 << 10) { [self] in
      begun.wait()
      Thread.sleep(forTimeInterval: cancellation.leftoverCheckAt)
      let counted = Result { try LeftoverResources.count(orderedAt: ordered()) }
      result.withLock { $0 = counted }
      over.signal()
    }
  }

  /// Starts the time until the count, when the barrier opens.
  func begin() { begun.signal() }

  /// Waits until it has counted, and until the harness must have counted, too.
  func finish() throws -> LeftoverResources? {
    over.wait()
    Thread.sleep(forTimeInterval: TrialPlan.Cancellation.graceSeconds)
    return try result.withLock { $0 }?.get()
  }

  /// Waits until no more threads end. A thread is gone only a little after its work is done: those of the warm-up must
  /// not be counted at the barrier, nor their ending be measured behind it.
  ///
  /// Pools keep their threads, so there is no number to wait for: it waits for ten equal readings, a millisecond apart,
  /// and for a second at most.
  static func waitForThreadsToEnd() {
    var lowest = Int.max
    var equalReadings = 0
    for _ in 0..<1000 where equalReadings < 10 {
      guard let threads = try? ProcessStatus.current().threads else { return }
      equalReadings = threads < lowest ? 0 : equalReadings + 1
      lowest = min(lowest, threads)
      usleep(1000)
    }
  }
}
