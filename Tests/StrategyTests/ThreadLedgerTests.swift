import Foundation
import TestBench
import Testing
import Workload

@testable import ThreadStrategy

@Suite("A thread that the system refuses is missed, not waited for", .timeLimit(.minutes(1)))
struct ThreadLedgerTests {
  /// A ledger whose system starts only some of the threads it is asked for: it is as silent about it as Foundation.
  private static func ledger(
    patience: TimeInterval = 0.05, starting isStarted: @escaping (Int) -> Bool
  ) -> ThreadLedger {
    var asked = 0
    return ThreadLedger(patience: patience) { thread in
      defer { asked += 1 }
      if isStarted(asked) { thread.start() }
    }
  }

  @Test func joiningSaysHowManyDidNotStart() async throws {
    await #expect(throws: StrategyError.self) {
      try await onOwnThread {
        let threads = Self.ledger { $0 != 1 }
        for _ in 0..<3 { threads.start {} }
        try threads.joinAll()
      }
    }
  }

  @Test func theMessageNamesTheCause() async throws {
    let message = try await onOwnThread {
      let threads = Self.ledger { _ in false }
      for _ in 0..<3 { threads.start {} }
      do {
        try threads.joinAll()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message == "3 of 3 threads did not start: the system refused them")
  }

  @Test func waitingForAPlaceSaysSoToo() async throws {
    await #expect(throws: StrategyError.self) {
      try await onOwnThread {
        let threads = Self.ledger { $0 == 0 }
        threads.start {}
        threads.start {}
        try threads.waitUntilAlive(isBelow: 1)
      }
    }
  }

  @Test("a thread that began may take longer than the ledger's patience")
  func slowThreadsAreWaitedFor() async throws {
    let begun = Watched(0)
    let ended = Watched(0)
    try await onOwnThread {
      // Next to no patience: the ledger's waits run out again and again.
      let threads = Self.ledger(patience: 1e-6) { _ in true }
      for _ in 0..<4 {
        threads.start {
          begun.update { $0 += 1 }
          for _ in 0..<10_000 { sched_yield() }
          ended.update { $0 += 1 }
        }
      }
      _ = begun.waits { $0 == 4 }
      try threads.joinAll()
    }
    #expect(ended.current == 4)
  }

  @Test("nobody is told of a refused thread while others still run")
  func thoseThatBeganAreWaitedForFirst() async throws {
    let begun = Watched(0)
    let ended = Watched(0)
    await #expect(throws: StrategyError.self) {
      try await onOwnThread {
        let threads = Self.ledger(patience: 1e-6) { $0 == 0 }
        for _ in 0..<2 {
          threads.start {
            begun.update { $0 += 1 }
            for _ in 0..<10_000 { sched_yield() }
            ended.update { $0 += 1 }
          }
        }
        // Before its first line runs, a thread cannot be told from a refused one.
        _ = begun.waits { $0 == 1 }
        try threads.joinAll()
      }
    }
    #expect(ended.current == 1)
  }

  @Test func theFirstFailureOfAThreadIsThrown() async throws {
    struct Broken: Error {}
    await #expect(throws: Broken.self) {
      try await onOwnThread {
        let threads = Self.ledger { _ in true }
        threads.start {}
        threads.start { throw Broken() }
        try threads.joinAll()
      }
    }
  }
}
