import Curl
import TestBench
import Testing
import Workload

@Suite("Options reach the wire", .timeLimit(.minutes(1)))
struct OptionsTests {
  @Test func everyRequestIsHTTP11() async throws {
    let server = try ScriptedServer(always: .page("hello"))
    let fetched = try await fetch(server.url("/path?query=1"))
    #expect(fetched.result.httpStatus == 200)
    #expect(fetched.body == "hello")
    #expect(server.log.requests.map(\.requestLine) == ["GET /path?query=1 HTTP/1.1"])
  }

  @Test func aUserAgentIsSentWhereAskedFor() async throws {
    let server = try ScriptedServer(always: .page(""))
    try startCurl()
    try await onOwnThread {
      let easy = try EasyHandle(TransferOptions(timeout: .seconds(20)), receiver: BodyKeeper())
      for namesItself in [false, true, true, false] {
        try easy.setURL(server.url(), namesItself: namesItself)
        #expect(easy.perform().httpStatus == 200)
      }
    }
    let heads = server.log.requests.map { $0.head.lowercased() }
    #expect(heads.map { $0.contains("\r\nuser-agent: threads-versus-async") } == [false, true, true, false])
    #expect(heads.map { $0.contains("user-agent") } == [false, true, true, false])
  }

  @Test func connectionsAreKeptForTheNextPage() async throws {
    let server = try ScriptedServer(always: .page("again"))
    let fetched = try await fetch([server.url("/1"), server.url("/2"), server.url("/3")])
    #expect(fetched.map(\.result.connectionsOpened) == [1, 0, 0])
    #expect(server.log.requests.map(\.connection) == [0, 0, 0])
    #expect(server.log.connectionsOpened == 1)
  }

  @Test func freshConnectionsAreClosedAfterEachPage() async throws {
    let server = try ScriptedServer(always: .page("again"))
    let fetched = try await fetch(
      [server.url("/1"), server.url("/2"), server.url("/3")], TransferOptions(freshConnections: true))
    #expect(fetched.map(\.result.connectionsOpened) == [1, 1, 1])
    #expect(server.log.requests.map(\.connection) == [0, 1, 2])
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 3 })
  }

  @Test func aPostHasNoBody() async throws {
    let server = try ScriptedServer(always: .page("done"))
    try startCurl()
    let result = try await onOwnThread {
      let easy = try EasyHandle(TransferOptions(timeout: .seconds(20)), receiver: BodyKeeper())
      try easy.setURL(server.url("/reset"))
      try easy.setEmptyPost()
      return easy.perform()
    }
    #expect(result.httpStatus == 200)
    let request = try #require(server.log.requests.first)
    #expect(request.requestLine == "POST /reset HTTP/1.1")
    #expect(request.head.contains("Content-Length: 0"))
  }

  @Test func connectionsCanBeRedirectedToAnotherAddress() async throws {
    let server = try ScriptedServer(always: .page("here"))
    let fetched = try await fetch(
      "http://pages.example:8080/", TransferOptions(connectTo: ["pages.example:8080:127.0.0.1:\(server.port)"]))
    #expect(fetched.body == "here")
    #expect(server.log.requests.first?.head.contains("Host: pages.example:8080") == true)
  }

  @Test("a redirect is followed, and the result is the last response's")
  func redirect() async throws {
    let server = try ScriptedServer { request in
      request.path == "/from" ? .page("moved", status: 302, header: ["Location: /to"]) : .page("arrived")
    }
    let fetched = try await fetch(server.url("/from"))
    #expect(fetched.result.httpStatus == 200)
    #expect(fetched.body.hasSuffix("arrived"))
    #expect(server.log.requests.map(\.path) == ["/from", "/to"])
  }

  @Test("at most ten redirects are followed", arguments: [10, 11])
  func redirects(_ count: Int) async throws {
    let server = try ScriptedServer { request in
      let number = Int(request.path.dropFirst()) ?? 0
      return number == 0 ? .page("end") : .page("", status: 302, header: ["Location: /\(number - 1)"])
    }
    let fetched = try await fetch(server.url("/\(count)"))
    #expect(fetched.result.fault == (count > 10 ? .tooManyRedirects : nil))
    #expect(server.log.requests.count == 11)
  }

  @Test("a body is complete, in any number of pieces", arguments: [0, 3, 100_000, 3_000_004])
  func pieces(_ size: Int) async throws {
    let text = String(repeating: "0123456789", count: size / 10) + "rest".prefix(size % 10)
    let server = try ScriptedServer(always: .page(text))
    let fetched = try await fetch(server.url())
    #expect(fetched.result.fault == nil)
    #expect(fetched.body == text)
  }

  @Test func chunkedBodiesAreDecoded() async throws {
    let server = try ScriptedServer(
      always: .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n"))
    let fetched = try await fetch([server.url(), server.url()])
    #expect(fetched.map(\.body) == ["one two", "one two"])
    #expect(server.log.connectionsOpened == 1)
  }

  @Test func theFirstByteComesBeforeTheEndAndAfterTheStart() async throws {
    let server = try ScriptedServer(always: .page("x"))
    let fetched = try await fetch(server.url())
    #expect(fetched.result.firstByteMicroseconds > 0)
    #expect(fetched.result.systemError == 0)
    #expect(fetched.result.message == nil)
  }
}
