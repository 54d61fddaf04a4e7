import EventLoop
import Foundation
import Performers
import TestBench
import Testing
import Workload

@Suite("A waiting unit waits for its time, or until it is cancelled", .timeLimit(.minutes(1)))
struct WaitTests {
  private static let seconds = 0.03
  private static let forever = 3600.0

  /// Runs a loop on a thread of its own while `body` runs elsewhere.
  private func withLoop<Success: Sendable>(
    waiting seconds: Double, _ body: @Sendable (LoopWait, EventLoop) async throws -> Success
  ) async throws -> Success {
    let loop = try EventLoop()
    let wait = LoopWait(seconds: seconds, by: LoopClock(on: loop))
    async let ran: Void = onOwnThread { loop.run() }
    let result: Result<Success, any Error>
    do { result = .success(try await body(wait, loop)) } catch { result = .failure(error) }
    loop.stop()
    try await ran
    return try result.get()
  }

  @Test func blocking() async throws {
    let (outcome, time) = try await onOwnThread {
      let wait = BlockingWait(seconds: Self.seconds, stop: StopFlag())
      let start = ContinuousClock.now
      return (wait.perform(Unit(index: 0)), ContinuousClock.now - start)
    }
    #expect(outcome == Outcome(thread: outcome.thread))
    #expect(time >= .seconds(Self.seconds))
  }

  @Test("in a task, on the default pool or on the loop", arguments: [false, true])
  func inTasks(_ isOnLoop: Bool) async throws {
    let start = ContinuousClock.now
    let outcomes = try await withLoop(waiting: Self.seconds) { wait, loop in
      await withTaskExecutorPreference(isOnLoop ? loop : nil) {
        await withTaskGroup { group in
          for index in 0..<100 { group.addTask { await wait.perform(Unit(index: index)) } }
          return await group.reduce(into: []) { $0.append($1) }
        }
      }
    }
    #expect(outcomes.count == 100)
    #expect(outcomes.allSatisfy { $0.fault == nil })
    #expect(ContinuousClock.now - start >= .seconds(Self.seconds))
  }

  @Test func byCallback() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      let wait = LoopWait(seconds: 0, by: LoopClock(on: loop))
      var log: [String] = []
      wait.start(Unit(index: 0)) { _ in
        log.append("ended 0")
        wait.start(Unit(index: 1)) { _ in
          log.append("ended 1")
          loop.stop()
        }
      }
      log.append("started")
      loop.run()
      return log
    }
    #expect(log == ["started", "ended 0", "ended 1"])
  }

  @Test("cancelled before or while it waits, a task's unit ends", arguments: [false, true], [false, true])
  func cancelledTask(_ isOnLoop: Bool, _ isBefore: Bool) async throws {
    let outcome = try await withLoop(waiting: Self.forever) { wait, loop in
      let (begun, note) = AsyncStream<Void>.makeStream()
      let task = Task.detached(executorPreference: isOnLoop ? loop : nil) {
        if isBefore { withUnsafeCurrentTask { $0?.cancel() } }
        note.finish()
        return await wait.perform(Unit(index: 0))
      }
      for await _ in begun {}
      task.cancel()
      return await task.value
    }
    #expect(outcome.fault == .cancelled)
  }

  @Test func cancelledCallbacks() async throws {
    let faults = try await onOwnThread {
      let loop = try EventLoop()
      let clock = LoopClock(on: loop)
      let wait = LoopWait(seconds: Self.forever, by: clock)
      var faults: [Fault?] = []
      for index in 0..<50 {
        wait.start(Unit(index: index)) { outcome in
          faults.append(outcome.fault)
          if faults.count == 50 { loop.stop() }
        }
      }
      loop.signal { clock.endAll() }.raise()
      loop.run()
      return faults
    }
    #expect(faults == Array(repeating: .cancelled, count: 50))
  }

  @Test func aRaisedFlagEndsABlockingWait() async throws {
    let stop = StopFlag()
    async let outcome = onOwnThread { BlockingWait(seconds: Self.forever, stop: stop).perform(Unit(index: 0)) }
    stop.raise()
    #expect(try await outcome.fault == .cancelled)
  }
}
