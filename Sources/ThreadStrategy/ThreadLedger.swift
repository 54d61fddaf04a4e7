import Foundation
import Workload

/// Starts threads, counts those that are alive, and waits for them.
///
/// Foundation's `Thread` has no join, and it ignores the result of pthread_create(3): a thread that the system refused
/// looks like one that never ends. So each thread counts itself when its first line runs. If all threads that began
/// have ended, and none has begun within `startTimeout`, the others count as refused, and waiting for them throws.
final class ThreadLedger: @unchecked Sendable {
  private let failure = FirstError()
  // @unchecked: the counts are read and written with the condition's lock held.
  private let condition = NSCondition()
  private var asked = 0
  private var begun = 0
  private var ended = 0

  /// How long a thread may take from `start()` to its first line before it counts as refused.
  private let startTimeout: TimeInterval
  /// Virtual memory for a thread's stack, in bytes; the kernel provides its pages when they are touched.
  private static let stackSize = 256 << 10
  private let begin: (Thread) -> Void

  /// - Parameters:
  ///   - startTimeout: in seconds.
  ///   - begin: starts a thread, or silently does not.
  init(startTimeout: TimeInterval = 5, begin: @escaping (Thread) -> Void = { $0.start() }) {
    self.startTimeout = startTimeout
    self.begin = begin
  }

  func start(_ work: @escaping @Sendable () throws -> Void) {
    condition.withLock { asked += 1 }
    let thread = Thread { [self] in
      condition.withLock { begun += 1 }
      failure.catching(work)
      condition.withLock {
        ended += 1
        condition.signal()
      }
    }
    thread.stackSize = Self.stackSize
    begin(thread)
  }

  /// Waits until fewer than `limit` threads are alive.
  ///
  /// - Throws: `StrategyError` if threads did not start.
  func waitUntilAlive(isBelow limit: Int) throws { try wait { $0.asked - $0.ended < limit } }

  /// Waits until all threads have ended.
  ///
  /// - Throws: the error of the first thread that failed, or `StrategyError` if threads did not start.
  func joinAll() throws {
    try wait { $0.ended == $0.asked }
    try failure.rethrow()
  }

  private func wait(until isReached: (ThreadLedger) -> Bool) throws {
    try condition.withLock {
      var begunBefore = begun
      while !isReached(self) {
        if condition.wait(until: Date(timeIntervalSinceNow: startTimeout)) { continue }
        // Threads that began are waited for however long they take, because they use the performers. If more have begun
        // since the last look, the system is slow but does not refuse.
        if begun < asked && begun == begunBefore && ended == begun {
          throw StrategyError("\(asked - begun) of \(asked) threads did not start: the system refused them")
        }
        begunBefore = begun
      }
    }
  }
}
