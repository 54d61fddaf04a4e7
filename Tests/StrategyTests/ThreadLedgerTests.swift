import Foundation
import TestBench
import Testing
import Workload

@testable import ThreadStrategy

@Suite("A thread that the system refuses is reported, not waited for", .timeLimit(.minutes(1)))
struct ThreadLedgerTests {
  /// A ledger for which only some threads start; like Foundation, without an error.
  private static func ledger(
    startTimeout: TimeInterval = 0.05, starting isStarted: @escaping (Int) -> Bool
  ) -> ThreadLedger {
    var asked = 0
    return ThreadLedger(startTimeout: startTimeout) { thread in
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

  @Test("a thread that began may take longer than the start time-out")
  func slowThreadsAreWaitedFor() async throws {
    let begun = Watched(0)
    let ended = Watched(0)
    try await onOwnThread {
      // The ledger's waits time out again and again.
      let threads = Self.ledger(startTimeout: 1e-6) { _ in true }
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

  @Test("a refused thread is reported only after the others have ended")
  func thoseThatBeganAreWaitedForFirst() async throws {
    let begun = Watched(0)
    let ended = Watched(0)
    await #expect(throws: StrategyError.self) {
      try await onOwnThread {
        let threads = Self.ledger(startTimeout: 1e-6) { $0 == 0 }
        for _ in 0..<2 {
          threads.start {
            begun.update { $0 += 1 }
            for _ in 0..<10_000 { sched_yield() }
            ended.update { $0 += 1 }
          }
        }
        // Before its first line runs, a thread looks like a refused one.
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
