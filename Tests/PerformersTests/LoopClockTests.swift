import EventLoop
import Foundation
import PageProtocol
import Performers
import TestBench
import Testing
import Workload

@Suite("A loop's clock wakes callbacks and tasks at their deadlines", .timeLimit(.minutes(1)))
struct LoopClockTests {
  private static let hour: Int64 = 3_600_000_000_000

  /// Runs a loop with a clock on its own thread while `body` runs elsewhere.
  private func whileClockRuns<Success: Sendable>(
    _ body: @Sendable (LoopClock, EventLoop) async throws -> Success
  ) async throws -> Success {
    let loop = try EventLoop()
    let clock = LoopClock(on: loop)
    async let ran: Void = onOwnThread { loop.run() }
    let result: Result<Success, any Error>
    do { result = .success(try await body(clock, loop)) } catch { result = .failure(error) }
    loop.stop()
    try await ran
    return try result.get()
  }

  @Test("callbacks in the order of their deadlines, none early, and never from within")
  func callbacks() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      let clock = LoopClock(on: loop)
      let start = MonotonicTime.now
      var log: [String] = []
      for milliseconds in [8, 2, -5, 5] as [Int64] {
        let deadline = start + milliseconds * 1_000_000
        clock.wait(until: deadline) {
          log.append(MonotonicTime.now < deadline ? "early" : "\(milliseconds)")
          if milliseconds == 8 { clock.wait(until: start) { loop.stop() } }
        }
      }
      log.append("all wait")
      loop.run()
      return log
    }
    #expect(log == ["all wait", "-5", "2", "5", "8"])
  }

  @Test("tasks on the loop and elsewhere, none early", arguments: [false, true])
  func tasks(_ isOnLoop: Bool) async throws {
    let early = try await whileClockRuns { clock, loop in
      await withTaskGroup(of: Bool.self) { group in
        for index in 0..<200 as Range<Int64> {
          group.addTask(executorPreference: isOnLoop ? loop : nil) {
            let deadline = MonotonicTime.now + (index * 7919 % 20) * 1_000_000
            await clock.wait(until: deadline)
            return MonotonicTime.now < deadline
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
    }
    #expect(early == 0)
  }

  @Test("a cancelled task stops waiting, whenever it is cancelled", arguments: [false, true])
  func cancelled(_ isOnLoop: Bool) async throws {
    try await whileClockRuns { clock, loop in
      var random = SeededGenerator(seed: 3)
      for _ in 0..<200 {
        let task = Task.detached(executorPreference: isOnLoop ? loop : nil) {
          await clock.wait(until: MonotonicTime.now + Self.hour)
        }
        for _ in 0..<Int.random(in: 0..<20, using: &random) { await Task.yield() }
        task.cancel()
        await task.value
      }
      // Other waits are not affected.
      let deadline = MonotonicTime.now + 3_000_000
      let patient = Task { await clock.wait(until: deadline) }
      let hasty = Task { await clock.wait(until: MonotonicTime.now + Self.hour) }
      hasty.cancel()
      await hasty.value
      await patient.value
      #expect(MonotonicTime.now >= deadline)
    }
  }

  @Test func allWaitsEndAtOnce() async throws {
    let ended = try await onOwnThread {
      let loop = try EventLoop()
      let clock = LoopClock(on: loop)
      var ended: [Int] = []
      for index in 0..<5 { clock.wait(until: MonotonicTime.now + Self.hour) { ended.append(index) } }
      clock.endAll()
      clock.endAll()
      return ended
    }
    #expect(ended == [0, 1, 2, 3, 4])
  }
}
