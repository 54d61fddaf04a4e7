import Foundation
import NIOCore
import PageProtocol
import Testing

@testable import PageServer

@Suite(.timeLimit(.minutes(1))) struct FaultPageTests {
  private static let endless: Set<ServedFault> = [
    .stall, .stallAfterHeaders, .stallInBody, .endlessBody, .endlessChunks, .endlessInformational, .endlessHeaders,
  ]

  @Test(arguments: ServedFault.allCases)
  func aFaultIsOverWhenTheClientGoesAndTheCountsBalance(fault: ServedFault) throws {
    try withServer { server in
      do {
        let client = try server.connect()
        client.send("GET \(PageRequest(size: 20, fault: fault).target) HTTP/1.1\r\nHost: a\r\n\r\n")
        try server.statistics { $0.requests == 1 }
        if Self.endless.contains(fault) { #expect(try server.statistics().inFlight == 1) }
      }
      let statistics = try server.statistics { $0.inFlight == 0 && $0.connectionsOpen == 0 }
      #expect(statistics.requests == 1)
      let hasNoResponse = [
        .hangUp, .reset, .hangUpInHeaders, .resetInHeaders, .notHTTP, .http09, .badStatusLine, .http2,
      ]
      .contains(fault)
      let answers = Self.endless.contains(fault) || hasNoResponse ? 0 : 1
      #expect(statistics.responses.values.reduce(0, +) == answers)
      #expect(try Curl(server.url + "/page?size=3").body == PageText.bytes(3), "the next page is whole")
    }
  }

  @Test(arguments: [ServedFault.reset, .resetInBody, .resetInHeaders]) func aResetIsOne(fault: ServedFault) throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?fault=\(fault.rawValue)")
      #expect(page.exitCode == 56, "curl's CURLE_RECV_ERROR")
      #expect(page.message.contains("reset by peer"))
      #expect(page.body.count == (fault == .resetInBody ? 512 : 0))
    }
  }

  @Test func theTextDripsToItsEnd() throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?fault=drip&size=3")
      #expect(page.body == PageText.bytes(3))
      #expect(page.seconds >= 0.3)
    }
  }

  @Test("A write that finds the connection reset, between two steps of a script, ends the script.")
  func connectionsAreResetWhileBytesDrip() throws {
    try withServer { server in
      for round in 1...10 {
        var clients = try (0..<200).map { _ in try server.connect() }
        for client in clients { client.send("GET /page?fault=drip HTTP/1.1\r\nHost: a\r\n\r\n") }
        try server.statistics { $0.requests == 200 * round }
        // Bytes that were not read make the kernel reset the connections, many of them between the server's writes.
        clients.removeAll()
        try server.statistics { $0.connectionsOpen == 0 }
      }
      #expect(try Curl(server.url + "/page?size=3").body == PageText.bytes(3))
    }
  }

  @Test func informationComesBeforeThePage() throws {
    try withServer { server in
      let connection = try server.connect()
      let get = "GET /page?fault=informational-first&size=3 HTTP/1.1\r\nHost: a\r\n"
      connection.send("\(get)\r\n\(get)Connection: close\r\n\r\n")
      let starts = connection.receive().matches(of: /HTTP\/1.1 (\d+)/).map { String($0.1) }
      #expect(starts == ["103", "100", "200", "103", "100", "200"])
    }
  }

  @Test func aChainOfRedirectsEndsWithThePage() throws {
    try withServer { server in
      let url = server.url + "/page?fault=redirect-chain&size=3"
      #expect(try Curl(url, "-L", "--max-redirs", "10").exitCode == 47, "curl's CURLE_TOO_MANY_REDIRECTS")
      let followed = try Curl(url, "-L")
      #expect(followed.status == 200)
      #expect(try server.statistics().responses == ["302": 11 + 11, "200": 1])
    }
  }

  @Test(arguments: ServedFault.allCases.filter { PageRequest(fault: $0).faultyRedirect == nil })
  func aHeadRequestHasNoFault(fault: ServedFault) throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?fault=\(fault.rawValue)", "--head")
      #expect(page.status == 405)
    }
  }

  @Test func aScriptSendsItsStepsInTheirOrder() {
    let steps: [Script.Step] = [
      .text(0..<PageTextStore.partBytes + 1), .wait(.seconds(1)), .drip(3..<5, every: .seconds(2)),
    ]
    var run = ScriptRun(Script(steps: steps, end: .close), text: PageTextStore())
    var seen: [String] = []
    var text: [UInt8] = []
    actions: while true {
      switch run.next() {
      case .send(let bytes):
        seen.append("\(bytes.readableBytes)")
        text += bytes.readableBytesView
      case .wait(let time): seen.append("wait \(time.nanoseconds / 1_000_000_000)")
      case .end(let end):
        seen.append("\(end)")
        break actions
      }
    }
    #expect(seen == ["\(PageTextStore.partBytes)", "1", "wait 1", "wait 2", "1", "wait 2", "1", "close"])
    let whole = PageText.bytes(PageTextStore.partBytes + 1)
    #expect(text == whole + whole[3..<5])
  }

  // MARK: The program

  @Test func helpExplainsEveryFault() throws {
    let help = try run(Program.path, ["--help"])
    let lines = String(decoding: help.output, as: UTF8.self).split(separator: "\n").map(String.init)
    let faults =
      ServedFault.allCases.map { ($0.rawValue, $0.explanation) }
      + HandshakeFault.allCases.map { ($0.rawValue, $0.explanation) }
    for (name, explanation) in faults {
      #expect(lines.contains { $0.hasPrefix("  \(name) ") && $0.hasSuffix(" \(explanation)") }, "\(name)")
    }
  }

  @Test func hostNamesChooseHandshakesThatFail() throws {
    let program = try Program(["--tls", "--tls-faults", "--names", "localhost,site.example"])
    let port = program.announcement.port
    let caFile = try #require(program.announcement.caFile)
    func page(_ host: String) throws -> Curl {
      try Curl(
        "https://\(host):\(port)/page", "--cacert", caFile, "--resolve", "\(host):\(port):127.0.0.1", "--max-time",
        host.hasPrefix("stalled") ? "0.3" : "20")
    }
    #expect(try page("localhost").status == 200)
    #expect(try page("site.example").status == 200)
    let messages = [
      ("expired", 60, "expired"), ("wrong-name", 60, "name"), ("unknown-issuer", 60, "local issuer"),
      ("self-signed", 60, "self-signed"), ("old-tls", 35, ""), ("no-tls", 35, ""), ("closed-handshake", 35, ""),
      ("stalled-handshake", 28, ""),
    ]
    #expect(Set(messages.map(\.0)) == Set(HandshakeFault.allCases.map(\.rawValue)))
    for (name, code, message) in messages {
      for domain in ["localhost", "site.example"] {
        let page = try page("\(name).\(domain)")
        #expect(page.exitCode == Int32(code), "\(name)")
        #expect(message.isEmpty || page.message.contains(message), "\(page.message)")
      }
    }
  }
}
