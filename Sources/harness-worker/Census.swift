import Foundation
import Synchronization
import Trial

/// Counts what the process still has a while after its trial was cancelled: on a thread of its own, which the load cannot
/// delay, and which is there before the barrier, so that it counts as one of the threads there.
final class Census: Sendable {
  private let begun = DispatchSemaphore(value: 0)
  private let over = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<LeftoverResources, any Error>?>(nil)

  /// - Parameter ordered: when the order to cancel came, if it has.
  init(_ cancellation: TrialPlan.Cancellation, ordered: @escaping @Sendable () -> Int64?) {
    let thread = Thread { [self] in
      begun.wait()
      Thread.sleep(forTimeInterval: cancellation.leftoverCheckAt)
      let counted = Result { try LeftoverResources.count(orderedAt: ordered()) }
      result.withLock { $0 = counted }
      over.signal()
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  /// The barrier is open.
  func begin() { begun.signal() }

  /// Waits until it has counted, and until the harness must have, too.
  func finish() throws -> LeftoverResources? {
    over.wait()
    Thread.sleep(forTimeInterval: TrialPlan.Cancellation.graceSeconds)
    return try result.withLock { $0 }?.get()
  }
}
