import CLinux
import EventLoop
import Performers
import TestBench
import Testing
import Workload

@Suite("On the event loop everything happens on one thread", .timeLimit(.minutes(1)))
struct OneThreadTests {
  @Test("tasks before and after their pages, and the pages themselves")
  func tasks() async throws {
    let server = try ScriptedServer(always: .together(50))
    let (threads, loopThread) = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      let threads = await withTaskGroup(of: [Int32].self) { group in
        for index in 0..<50 {
          group.addTask(executorPreference: loop) {
            let before = clinux_thread_id()
            let outcome = await fetch.perform(Unit(index: index))
            return [before, outcome.thread, clinux_thread_id()]
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      let loopThread = await withCheckedContinuation { continuation in
        loop.signal { continuation.resume(returning: clinux_thread_id()) }.raise()
      }
      return (threads, loopThread)
    }
    #expect(threads.count == 150)
    #expect(Set(threads) == [loopThread])
  }

  @Test func callbacks() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let (threads, loopThread) = try await onOwnThread {
      let loop = try EventLoop()
      let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
      var threads: [Int32] = []
      for index in 0..<10 {
        fetch.start(Unit(index: index)) { outcome in
          threads += [outcome.thread, clinux_thread_id()]
          if threads.count == 20 { loop.stop() }
        }
      }
      loop.run()
      fetch.close()
      return (threads, clinux_thread_id())
    }
    #expect(Set(threads) == [loopThread])
  }

  @Test("a callback never comes from within start, even if the fetch cannot begin", arguments: ["http://", ""])
  func neverFromWithinStart(_ url: String) async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      // Longer than libcurl accepts, which fails before the transfer begins, or malformed, which fails at once.
      let url = url.isEmpty ? String(repeating: "a", count: 8_000_001) : url
      let fetch = try multiplexedFetch(FetchPlan(url), on: loop)
      var log: [String] = []
      fetch.start(Unit(index: 0)) { _ in
        log.append("ended")
        loop.stop()
      }
      log.append("started")
      loop.run()
      fetch.close()
      return log
    }
    #expect(log == ["started", "ended"])
  }
}
