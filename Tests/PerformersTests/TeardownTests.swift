import EventLoop
import Foundation
import Performers
import TestBench
import Testing
import Workload

@Suite("A fetch can be closed at any time", .timeLimit(.minutes(1)))
struct TeardownTests {
  /// Starts fetches that never end, and calls `close` on the loop's thread once all are in progress.
  private func fetches(
    _ count: Int, of server: ScriptedServer, close: @escaping (MultiplexedFetch) -> Void
  ) async throws -> [Fault?] {
    nonisolated(unsafe) let close = close
    return try await onOwnThread {
      let loop = try EventLoop()
      let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
      var faults: [Fault?] = []
      for index in 0..<count { fetch.start(Unit(index: index)) { faults.append($0.fault) } }
      let signal = loop.signal {
        close(fetch)
        loop.stop()
      }
      Thread {
        _ = server.waits { $0.inFlight == count }
        signal.raise()
      }.start()
      loop.run()
      return faults
    }
  }

  @Test func allTransfersInFlightEndAsCancelled() async throws {
    let server = try ScriptedServer(always: .silence)
    let faults = try await fetches(40, of: server) { $0.close() }
    #expect(faults == Array(repeating: .cancelled, count: 40))
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 40 })
    #expect(LoopbackSocket.count(connectedTo: server.port) == 0)
  }

  @Test func closingAgainDoesNothing() async throws {
    let server = try ScriptedServer(always: .silence)
    let faults = try await fetches(3, of: server) {
      $0.close()
      $0.close()
    }
    #expect(faults.count == 3)
  }

  @Test("from within a completion, with other transfers in progress")
  func fromWithinACompletion() async throws {
    let server = try ScriptedServer { $0.connection == 39 ? .page("the last") : .silence }
    let faults = try await onOwnThread {
      let loop = try EventLoop()
      let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
      var faults: [Fault?] = []
      for index in 0..<40 {
        fetch.start(Unit(index: index)) { outcome in
          faults.append(outcome.fault)
          guard outcome.fault == nil else { return }
          fetch.close()
          loop.stop()
        }
      }
      loop.run()
      return faults
    }
    #expect(faults.count == 40)
    #expect(faults.count { $0 == nil } == 1)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 40 })
  }

  @Test("released without being closed, it closes its connections")
  func neverClosed() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let fault = try await onOwnThread {
      let loop = try EventLoop()
      var fault: Fault?
      do {
        let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
        fetch.start(Unit(index: 0)) { outcome in
          fault = outcome.fault
          loop.stop()
        }
        loop.run()
      }
      #expect(LoopbackSocket.count(connectedTo: server.port) == 0)
      return fault
    }
    #expect(fault == nil)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 1 })
  }

  @Test func nothingKeepsAClosedFetchOrItsLoopAlive() async throws {
    let server = try ScriptedServer { $0.place == 1 ? .silence : .page("fine") }
    let isGone = try await onOwnThread {
      weak var fetchLeft: MultiplexedFetch?
      weak var loopLeft: EventLoop?
      do {
        let loop = try EventLoop()
        let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
        loopLeft = loop
        fetchLeft = fetch
        fetch.start(Unit(index: 0)) { [unowned fetch] _ in
          // The second is in progress on a kept connection when the fetch closes.
          fetch.start(Unit(index: 1)) { _ in }
          loop.stop()
        }
        loop.run()
        fetch.close()
      }
      return fetchLeft == nil && loopLeft == nil
    }
    #expect(isGone)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 1 })
  }
}
