import Foundation
import Strategies
import StructuredStrategy
import Synchronization
import TestBench
import Testing
import ThreadStrategy
import Workload

/// Records the Foundation thread of each unit.
private struct ThreadRecording: BlockingPerformer, ~Copyable {
  /// Only compared. It keeps the thread alive, so that no two threads have the same identity.
  struct Identity: @unchecked Sendable {
    let thread: Thread
  }

  let seen: Watched<[Identity]>

  func perform(_ unit: Workload.Unit) -> Outcome {
    seen.update { $0.append(Identity(thread: .current)) }
    return Outcome(thread: 0)
  }
}

@Suite("Units run on the threads that the strategy promises", .timeLimit(.minutes(1)))
struct ThreadTests {
  private func threads(of strategy: some BlockingStrategy, units: Int, limit: Int) async throws -> (
    all: Int, distinct: Int
  ) {
    let seen = Watched<[ThreadRecording.Identity]>([])
    let pool = PerformerPool { ThreadRecording(seen: seen) }
    try await onOwnThread { try strategy.run(Load(units: 0..<units, limit: limit), on: pool) }
    // A thread retains its closure, which retains this list: emptied, to break the cycle.
    let threads = seen.update { seen in
      defer { seen = [] }
      return seen.map { ObjectIdentifier($0.thread) }
    }
    return (threads.count, Set(threads).count)
  }

  @Test func aThreadForEachPage() async throws {
    let threads = try await threads(of: ThreadPerPage(), units: 100, limit: 3)
    #expect(threads == (100, 100))
  }

  @Test func aPoolHasNoMoreThreadsThanItsLimit() async throws {
    let threads = try await threads(of: ThreadPool(), units: 100, limit: 3)
    #expect(threads.all == 100)
    #expect((1...3).contains(threads.distinct))
  }

  @Test func eventLoopTasksNeverLeaveTheLoop() async throws {
    let executor = OneThread()
    let monitor = UnitMonitor(heldUntil: 10)
    await EventLoopStrategy(on: executor, clock: TaskClock()).run(
      Load(units: 0..<200, limit: 10), on: MonitoredAsync(monitor: monitor))
    #expect(monitor.log.begun.count == 200)
    #expect(monitor.log.threads == Set([executor.thread].compactMap(\.self)))
  }

  @Test("a pool of performers makes no more than were out at once", arguments: [1, 5])
  func performersAreReused(_ limit: Int) async throws {
    let made = Atomic(0)
    let monitor = UnitMonitor()
    let pool = PerformerPool {
      made.wrappingAdd(1, ordering: .relaxed)
      return MonitoredBlocking(monitor: monitor)
    }
    for run in 0..<3 {
      try await StrategyRunner(strategy: .threadPerPage).runBlocking(
        Load(units: run * 50..<run * 50 + 50, limit: limit), pool)
    }
    #expect(made.load(ordering: .relaxed) <= limit)
  }
}
