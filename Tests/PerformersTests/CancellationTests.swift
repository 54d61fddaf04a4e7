import Curl
import EventLoop
import Foundation
import PageProtocol
import Performers
import TestBench
import Testing
import Workload

@Suite("A cancelled fetch ends, and leaves nothing behind", .timeLimit(.minutes(1)))
struct CancellationTests {
  @Test("cancelled before it begins, it makes no request", arguments: [false, true])
  func before(_ isOnLoop: Bool) async throws {
    let server = try ScriptedServer(always: .page("unwanted"))
    let outcome = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      let task = Task.detached(executorPreference: isOnLoop ? loop : nil) {
        withUnsafeCurrentTask { $0?.cancel() }
        return await fetch.perform(Unit(index: 0))
      }
      return await task.value
    }
    #expect(outcome.fault == .cancelled)
    #expect(server.log.requests.isEmpty)
  }

  @Test("cancelled while it waits, its connection is closed", arguments: [false, true])
  func during(_ isOnLoop: Bool) async throws {
    let server = try ScriptedServer(always: .silence)
    let outcome = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      let task = Task.detached(executorPreference: isOnLoop ? loop : nil) { await fetch.perform(Unit(index: 0)) }
      _ = try await server.hasSeen { $0.inFlight == 1 }
      task.cancel()
      let outcome = await task.value
      let isClosed = try await server.hasSeen { $0.connectionsClosedByClient == 1 }
      #expect(isClosed)
      #expect(LoopbackSocket.count(connectedTo: server.port) == 0)
      return outcome
    }
    #expect(outcome.fault == .cancelled)
    #expect(outcome.detail == "cancelled")
  }

  @Test("cancelled after its end, it has no effect, not even on the next fetch with its handle")
  func after() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let faults = try await whileLoopRuns(FetchPlan(server.url())) { fetch, _ in
      var faults: [Fault?] = []
      for round in 0..<20 {
        let task = Task { await fetch.perform(Unit(index: round)).fault }
        faults.append(await task.value)
        task.cancel()
      }
      return faults
    }
    #expect(faults == Array(repeating: nil, count: 20))
    #expect(server.log.connectionsOpened == 1)
  }

  @Test("cancelled at any moment, it ends as cancelled or not at all", arguments: [false, true])
  func atAnyMoment(_ isOnLoop: Bool) async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let faults = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      var random = SeededGenerator(seed: 7)
      var faults: [Fault?] = []
      for round in 0..<400 {
        let task = Task.detached(executorPreference: isOnLoop ? loop : nil) {
          await fetch.perform(Unit(index: round)).fault
        }
        for _ in 0..<Int.random(in: 0..<30, using: &random) { await Task.yield() }
        task.cancel()
        faults.append(await task.value)
      }
      // Later fetches are not affected.
      faults.append(await fetch.perform(Unit(index: 1000)).fault)
      return faults
    }
    #expect(faults.allSatisfy { $0 == nil || $0 == .cancelled })
    #expect(faults.last == .some(nil))
  }

  @Test("two thousand at once", arguments: [false, true])
  func thousands(_ isOnLoop: Bool) async throws {
    let count = 2000
    try #require(LoopbackSocket.allowMany() > 3 * count)
    let server = try ScriptedServer(always: .silence)
    let faults = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      let tasks = (0..<count).map { index in
        Task.detached(executorPreference: isOnLoop ? loop : nil) { await fetch.perform(Unit(index: index)).fault }
      }
      let areAllUnderWay = try await server.hasSeen { $0.inFlight == count }
      #expect(areAllUnderWay)
      for task in tasks { task.cancel() }
      var faults: [Fault?] = []
      for task in tasks { faults.append(await task.value) }
      let areAllClosed = try await server.hasSeen { $0.connectionsClosedByClient == count }
      #expect(areAllClosed)
      #expect(LoopbackSocket.count(connectedTo: server.port) == 0)
      return faults
    }
    #expect(faults == Array(repeating: .cancelled, count: count))
  }

  @Test func byCallbackAllAtOnce() async throws {
    let server = try ScriptedServer(always: .silence)
    let faults = try await onOwnThread {
      let loop = try EventLoop()
      let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
      var faults: [Fault?] = []
      for index in 0..<50 {
        fetch.start(Unit(index: index)) { outcome in
          faults.append(outcome.fault)
          if faults.count == 50 { loop.stop() }
        }
      }
      let cancel = loop.signal { fetch.cancelAll() }
      Thread {
        _ = server.waits { $0.inFlight == 50 }
        cancel.raise()
      }.start()
      loop.run()
      fetch.close()
      return faults
    }
    #expect(faults == Array(repeating: .cancelled, count: 50))
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 50 })
  }

  @Test("a blocking fetch looks at the stop flag while it waits")
  func blocking() async throws {
    let server = try ScriptedServer(always: .silence)
    let stop = StopFlag()
    async let outcomes = FetchMethod.blocking.fetch(0..<2, of: FetchPlan(server.url(), stop: stop))
    #expect(try await server.hasSeen { $0.inFlight == 1 })
    stop.raise()
    #expect(try await outcomes.map(\.fault) == [.cancelled, .cancelled])
    #expect(try await server.hasSeen { $0.connectionsClosedByClient >= 1 })
  }

  @Test("a blocking fetch wakes when its socket is shut down, also on a kept connection, and opens no other")
  func shutdown() async throws {
    let server = try ScriptedServer { $0.connection == 0 && $0.place > 0 ? .silence : .page("fine") }
    let stop = StopFlag()
    let sockets = OpenSockets()
    let plan = FetchPlan(server.url(), stop: stop, sockets: sockets)
    async let outcomes = FetchMethod.blocking.fetch(0..<3, of: plan)
    #expect(try await server.hasSeen { $0.requests.count == 2 && $0.inFlight == 1 })
    stop.raise()
    sockets.shutDown()
    #expect(try await outcomes.map(\.fault) == [nil, .cancelled, .cancelled])
    #expect(server.log.requests.count == 2)
    #expect(server.log.connectionsOpened == 1)
  }
}
