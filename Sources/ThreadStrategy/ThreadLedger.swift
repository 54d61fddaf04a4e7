import Foundation
import Workload

/// Starts threads, knows how many are alive, and waits for them.
///
/// Foundation's `Thread` has no join, and it ignores what pthread_create(3) answers: a thread that the system refused looks
/// like one that never ends. So a thread counts itself when its first line runs, and whoever waits for one that has not
/// begun within `patience`, when all that did have ended, is told that it did not start.
final class ThreadLedger: @unchecked Sendable {
  private let failure = FirstError()
  // @unchecked: the counts are read and written with the condition's lock held.
  private let condition = NSCondition()
  private var asked = 0
  private var begun = 0
  private var ended = 0

  /// How long a thread may take from `start()` to its first line before it counts as refused.
  private let patience: TimeInterval
  /// Virtual memory for a thread's stack, in bytes; pages of it become real when touched.
  private static let stackSize = 256 << 10
  private let begin: (Thread) -> Void

  /// - Parameter begin: starts a thread, or silently does not.
  init(patience: TimeInterval = 5, begin: @escaping (Thread) -> Void = { $0.start() }) {
    self.patience = patience
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
  func waitUntilAlive(isBelow limit: Int) throws { try wait { $0.asked - $0.ended < limit } }

  /// Waits until all threads have ended.
  ///
  /// - Throws: what the first thread to fail threw.
  func joinAll() throws {
    try wait { $0.ended == $0.asked }
    try failure.rethrow()
  }

  private func wait(until isReached: (ThreadLedger) -> Bool) throws {
    try condition.withLock {
      var begunBefore = begun
      while !isReached(self) {
        if condition.wait(until: Date(timeIntervalSinceNow: patience)) { continue }
        // Those that began take their time, which is their right, and the performers that they use must outlive them. Some
        // begun since: the system is slow, not unwilling.
        if begun < asked && begun == begunBefore && ended == begun {
          throw StrategyError("\(asked - begun) of \(asked) threads did not start: the system refused them")
        }
        begunBefore = begun
      }
    }
  }
}
