import Curl
import EventLoop
import Performers
import TestBench
import Testing
import Workload

@Suite("Connections are kept, and no more are opened than needed at once", .timeLimit(.minutes(1)))
struct ConnectionTests {
  @Test("the next page reuses the connection of the last one", arguments: FetchMethod.allCases)
  func reuse(_ method: FetchMethod) async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let outcomes = try await method.fetch(0..<20, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.connectionsOpened) == [1] + Array(repeating: 0, count: 19))
    #expect(server.log.connectionsOpened == 1)
    #expect(server.log.requests.count == 20)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 1 })
  }

  @Test("with fresh connections, each page opens and closes its own", arguments: FetchMethod.allCases)
  func fresh(_ method: FetchMethod) async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let options = TransferOptions(timeout: .seconds(20), freshConnections: true)
    let outcomes = try await method.fetch(0..<20, of: FetchPlan(server.url(), options: options))
    #expect(outcomes.map(\.connectionsOpened) == Array(repeating: 1, count: 20))
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 20 })
    #expect(server.log.connectionsOpened == 20)
  }

  @Test("when the ports of one loopback address run low, the next ones come from another")
  func manySources() async throws {
    let server = try ScriptedServer(always: .together(80))
    // Connections are counted in groups of 32.
    let plan = FetchPlan(server.url(), sources: SourceAddresses(portsEach: 32))
    let faults = try await whileLoopRuns(plan) { fetch, _ in
      await withTaskGroup(of: Fault?.self) { group in
        for index in 0..<80 { group.addTask { await fetch.perform(Unit(index: index)).fault } }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(faults == Array(repeating: nil, count: 80))
    let connections = Dictionary(grouping: server.log.clientAddresses) { $0 }.mapValues(\.count)
    #expect(connections == ["127.0.0.1": 32, "127.0.0.2": 32, "127.0.0.3": 16])
  }

  @Test("and so for blocking handles, each of which has its own connection")
  func manySourcesOfHandles() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let plan = FetchPlan(server.url(), sources: SourceAddresses(portsEach: 2))
    try await onOwnThread {
      try startCurl()
      for _ in 0..<5 {
        var fetch = try BlockingFetch(plan)
        #expect(fetch.perform(Unit(index: 0)).fault == nil)
      }
    }
    #expect(server.log.clientAddresses == ["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.3"])
  }

  @Test("a kept connection that the server has closed is replaced without a fault", arguments: FetchMethod.allCases)
  func closedWhileIdle(_ method: FetchMethod) async throws {
    let server = try ScriptedServer(always: .rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"))
    let outcomes = try await method.fetch(0..<10, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.fault) == Array(repeating: nil, count: 10))
    #expect(outcomes.map(\.bytes) == Array(repeating: 4, count: 10))
  }

  @Test(
    "even if that is noticed only after the request", arguments: FetchMethod.allCases,
    [ScriptedServer.Reply.hangUp, ScriptedServer.Reply.reset])
  func closedWhileAsking(_ method: FetchMethod, _ farewell: ScriptedServer.Reply) async throws {
    let server = try ScriptedServer { $0.place == 1 ? farewell : .page("fine") }
    // libcurl tolerates five dead connections; this handle meets more.
    let outcomes = try await method.fetch(0..<20, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.fault) == Array(repeating: nil, count: 20))
    // Every connection answers once and is closed at the second request, which is sent again on the next connection.
    #expect(server.log.connectionsOpened == 20)
    // Each is counted.
    #expect(server.log.requests.count == 39)
    #expect(outcomes.map(\.repeats) == [0] + Array(repeating: 1, count: 19))
    #expect(outcomes.map(\.connectionsOpened) == Array(repeating: 1, count: 20))
  }

  @Test("a redirect is no repeated request", arguments: FetchMethod.allCases)
  func redirects(_ method: FetchMethod) async throws {
    let server = try ScriptedServer { request in
      request.path == "/" ? .page("", status: 302, header: ["Location: /there"]) : .page("fine")
    }
    let outcomes = try await method.fetch(0..<3, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.repeats) == [0, 0, 0])
    #expect(server.log.requests.count == 6)
  }

  @Test("a loop sleeps on while the server closes kept connections, and recovers")
  func closedWhileTheLoopSleeps() async throws {
    let server = try ScriptedServer(always: .rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"))
    let faults = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      var faults: [Fault?] = []
      for round in 0..<5 {
        faults.append(await fetch.perform(Unit(index: round)).fault)
        // The signal is delivered in a turn after the fetch's, when the loop has had time to notice the connection's
        // end.
        await withCheckedContinuation { continuation in loop.signal { continuation.resume() }.raise() }
      }
      return faults
    }
    #expect(faults == [nil, nil, nil, nil, nil])
  }

  @Test("as many at once as requested, also more than one group of connections", arguments: [1, 32, 33, 100])
  func manyAtOnce(_ count: Int) async throws {
    let server = try ScriptedServer(always: .together(count))
    let rounds = try await whileLoopRuns(FetchPlan(server.url())) { fetch, loop in
      var rounds: [[Fault?]] = []
      for _ in 0..<3 {
        rounds.append(
          await withTaskGroup { group in
            for index in 0..<count { group.addTask { await fetch.perform(Unit(index: index)).fault } }
            return await group.reduce(into: []) { $0.append($1) }
          })
      }
      return rounds
    }
    #expect(rounds == Array(repeating: Array(repeating: nil, count: count), count: 3))
    #expect(server.log.peakInFlight == count)
    #expect(server.log.connectionsOpened == count)
  }

  @Test("a limit on what is in flight is a limit on connections")
  func neverMoreThanInFlight() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    try await onOwnThread {
      let loop = try EventLoop()
      let fetch = try multiplexedFetch(FetchPlan(server.url()), on: loop)
      var begun = 0
      var ended = 0
      func startNext() {
        guard begun < 300 else { return }
        begun += 1
        fetch.start(Unit(index: begun)) { _ in
          ended += 1
          startNext()
          if ended == 300 { loop.stop() }
        }
      }
      for _ in 0..<7 { startNext() }
      loop.run()
      fetch.close()
    }
    #expect(server.log.requests.count == 300)
    #expect(server.log.peakInFlight <= 7)
    #expect(server.log.connectionsOpened <= 7)
  }
}
