import Curl
import Foundation
import Performers
import TestBench
import Testing
import Workload

@Suite("The outcome of a fetch does not depend on the method", .timeLimit(.minutes(1)))
struct SameOutcomeTests {
  struct Scenario: Sendable, CustomTestStringConvertible {
    var reply: ScriptedServer.Reply
    var fault: Fault?
    var httpStatus: Int
    var bytes: Int

    init(_ reply: ScriptedServer.Reply, _ fault: Fault?, httpStatus: Int, bytes: Int) {
      self.reply = reply
      self.fault = fault
      self.httpStatus = httpStatus
      self.bytes = bytes
    }

    var testDescription: String { "\(reply)" }
  }

  static let scenarios = [
    Scenario(.page("hello"), nil, httpStatus: 200, bytes: 5),
    Scenario(.page(""), nil, httpStatus: 200, bytes: 0),
    Scenario(.page("not found", status: 404), .httpStatus, httpStatus: 404, bytes: 9),
    Scenario(.page("oh", status: 500), .httpStatus, httpStatus: 500, bytes: 2),
    Scenario(.hangUp, .connectionLost, httpStatus: 0, bytes: 0),
    Scenario(.reset, .connectionLost, httpStatus: 0, bytes: 0),
    Scenario(
      .rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .bodyCutShort, httpStatus: 200, bytes: 4),
    Scenario(.rawThenClose("certainly not HTTP\r\n\r\n"), .protocolViolation, httpStatus: 0, bytes: 0),
    Scenario(
      .page("", status: 302, header: ["Location: ftp://127.0.0.1/"]), .unsupportedScheme, httpStatus: 302, bytes: 0),
    Scenario(.page("", status: 302, header: ["Location: /again"]), .tooManyRedirects, httpStatus: 302, bytes: 0),
  ]

  @Test("whatever the server does", arguments: FetchMethod.allCases, scenarios)
  func scenario(_ method: FetchMethod, _ scenario: Scenario) async throws {
    let server = try ScriptedServer(always: scenario.reply)
    let outcomes = try await method.fetch(0..<3, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.fault) == Array(repeating: scenario.fault, count: 3))
    #expect(outcomes.map(\.httpStatus) == Array(repeating: scenario.httpStatus, count: 3))
    #expect(outcomes.map(\.bytes) == Array(repeating: scenario.bytes, count: 3))
    for outcome in outcomes {
      #expect((outcome.detail == nil) == (scenario.fault == nil))
      #expect(outcome.thread > 0)
      #expect((outcome.firstByteNanoseconds > 0) == (scenario.httpStatus > 0))
    }
  }

  @Test("a server that does not answer in time", arguments: FetchMethod.allCases)
  func timeOut(_ method: FetchMethod) async throws {
    let server = try ScriptedServer(always: .silence)
    let options = TransferOptions(timeout: .milliseconds(50))
    let outcomes = try await method.fetch(0..<2, of: FetchPlan(server.url(), options: options))
    #expect(outcomes.map(\.fault) == [.timedOut, .timedOut])
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == $0.connectionsOpened })
  }

  @Test(
    "whatever the URL", arguments: FetchMethod.allCases,
    [
      ("http://", .malformedURL), ("ftp://127.0.0.1/", .unsupportedScheme),
      ("http://no-such-host.invalid/", .unresolvedHost),
    ] as [(String, Fault)])
  func url(_ method: FetchMethod, _ scenario: (url: String, fault: Fault)) async throws {
    let outcomes = try await method.fetch(0..<2, of: FetchPlan(scenario.url))
    #expect(outcomes.map(\.fault) == [scenario.fault, scenario.fault])
    #expect(outcomes.map(\.httpStatus) == [0, 0])
  }

  @Test("a port without a listener", arguments: FetchMethod.allCases)
  func refused(_ method: FetchMethod) async throws {
    let (descriptor, port) = try LoopbackSocket.bound()
    defer { close(descriptor) }
    let outcomes = try await method.fetch(0..<2, of: FetchPlan("http://127.0.0.1:\(port)/"))
    #expect(outcomes.map(\.fault) == [.connectionFailed, .connectionFailed])
    #expect(outcomes.allSatisfy { $0.detail?.contains("Connection refused") == true })
  }

  @Test("a URL that libcurl does not accept", arguments: FetchMethod.allCases)
  func notBegun(_ method: FetchMethod) async throws {
    // CURLOPT_URL(3): no string may be longer than 8,000,000 bytes.
    let url = "http://127.0.0.1/" + String(repeating: "a", count: 8_000_000)
    let outcomes = try await method.fetch(0..<3, of: FetchPlan(url))
    #expect(outcomes.map(\.fault) == [.other, .other, .other])
    #expect(outcomes.allSatisfy { $0.detail?.isEmpty == false })
  }

  @Test("a fault does not affect the next page", arguments: FetchMethod.allCases)
  func recovery(_ method: FetchMethod) async throws {
    let replies: [ScriptedServer.Reply] = [.hangUp, .page("fine"), .page("no", status: 404), .page("fine"), .reset]
    let asked = Watched(0)
    let server = try ScriptedServer { _ in
      asked.update { count in
        count += 1
        return replies[(count - 1) % replies.count]
      }
    }
    let options = TransferOptions(timeout: .seconds(20), freshConnections: true)
    let outcomes = try await method.fetch(0..<5, of: FetchPlan(server.url(), options: options))
    #expect(outcomes.map(\.fault) == [.connectionLost, nil, .httpStatus, nil, .connectionLost])
  }
}
