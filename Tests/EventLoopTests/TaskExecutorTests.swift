import CLinux
import EventLoop
import Foundation
import TestBench
import Testing
import Timers

/// Runs a loop on a thread of its own while `body` runs elsewhere.
private func whileLoopRuns<Success: Sendable>(
  _ body: @Sendable (EventLoop) async throws -> Success
) async throws -> (result: Success, thread: Int32) {
  let loop = try EventLoop()
  async let thread = onOwnThread {
    _ = loop.runsUntilStopped()
    return clinux_thread_id()
  }
  let result = try await body(loop)
  loop.stop()
  return (result, try await thread)
}

@Suite("All tasks that prefer a loop run on its thread", .timeLimit(.minutes(1)))
struct TaskExecutorTests {
  @Test func manyTasksAndTheirChildren() async throws {
    let (threads, thread) = try await whileLoopRuns { loop in
      await withTaskGroup(of: [Int32].self) { group in
        for _ in 0..<100 {
          group.addTask(executorPreference: loop) {
            var threads = [clinux_thread_id()]
            async let child = clinux_thread_id()
            await Task.yield()
            threads.append(clinux_thread_id())
            let grandchildren = await withTaskGroup(of: Int32.self) { group in
              for _ in 0..<5 { group.addTask { clinux_thread_id() } }
              return await group.reduce(into: []) { $0.append($1) }
            }
            return await threads + [child] + grandchildren + [clinux_thread_id()]
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
    }
    #expect(threads.count == 900)
    #expect(Set(threads) == [thread])
  }

  @Test("a task resumed by another thread continues on the loop's thread")
  func resumedElsewhere() async throws {
    let (threads, thread) = try await whileLoopRuns { loop in
      await Task.detached(executorPreference: loop) {
        var threads: [Int32] = []
        for _ in 0..<200 {
          await withCheckedContinuation { continuation in Thread { continuation.resume() }.start() }
          threads.append(clinux_thread_id())
        }
        return threads
      }.value
    }
    #expect(threads.count == 200)
    #expect(Set(threads) == [thread])
  }

  @Test("no job is lost when many threads enqueue at once")
  func manyThreadsEnqueue() async throws {
    let ran = Watched(0)
    let (isDone, _) = try await whileLoopRuns { loop in
      for _ in 0..<8 {
        Thread {
          for _ in 0..<500 { Task.detached(executorPreference: loop) { ran.update { $0 += 1 } } }
        }.start()
      }
      return try await onOwnThread { ran.waits { $0 == 4000 } }
    }
    #expect(isDone)
  }

  @Test("a task that keeps yielding starves neither timers nor signals")
  func neverEnding() async throws {
    let isStopped = try await onOwnThread {
      let loop = try EventLoop()
      let seen = Watched<Set<String>>([])
      let task = Task.detached(executorPreference: loop) {
        while !Task.isCancelled { await Task.yield() }
        loop.stop()
      }
      let note: @Sendable (String) -> Void = { what in
        if seen.update({
          $0.insert(what); return $0.count
        }) == 2 {
          task.cancel()
        }
      }
      let timer = LoopTimer { note("timer") }
      loop.arm(timer, at: .now + 1_000_000)
      let signal = loop.signal { note("signal") }
      Thread { signal.raise() }.start()
      return loop.runsUntilStopped()
    }
    #expect(isStopped)
  }

  @Test("tasks continue in the next run")
  func survivesStopping() async throws {
    let loop = try EventLoop()
    let steps = Watched(0)
    let parked = Watched<CheckedContinuation<Void, Never>?>(nil)
    let task = Task.detached(executorPreference: loop) {
      for _ in 0..<3 {
        steps.update { $0 += 1 }
        loop.stop()
        await withCheckedContinuation { continuation in parked.update { $0 = continuation } }
      }
    }
    for run in 1...3 {
      let isStopped = try await onOwnThread { loop.runsUntilStopped() }
      #expect(isStopped)
      #expect(steps.current == run)
      let continuation = parked.update { parked in parked.take() }
      try #require(continuation).resume()
    }
    #expect(
      try await onOwnThread {
        loop.stop(); return loop.runsUntilStopped()
      })
    await task.value
  }
}
