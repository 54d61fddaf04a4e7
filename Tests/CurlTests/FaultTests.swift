import Foundation
import TestBench
import Testing
import Workload

@testable import Curl

@Suite("Every kind of failure has its fault", .timeLimit(.minutes(1)))
struct FaultTests {
  /// The numbers of libcurl-errors(3), independent of the header's names.
  @Test(
    "by libcurl's number",
    arguments: [
      (0, nil), (1, .unsupportedScheme), (3, .malformedURL), (5, .unresolvedHost), (6, .unresolvedHost),
      (7, .connectionFailed), (8, .protocolViolation), (18, .bodyCutShort), (28, .timedOut), (35, .tls),
      (42, .cancelled), (47, .tooManyRedirects), (52, .connectionLost), (55, .connectionLost), (56, .connectionLost),
      (58, .tls), (59, .tls), (60, .certificate), (61, .protocolViolation), (64, .tls), (77, .certificate),
      (83, .certificate), (27, .other), (99, .other),
    ] as [(UInt32, Fault?)])
  func numbers(_ code: UInt32, _ fault: Fault?) {
    let result = TransferResult(
      code: code, message: "", systemError: 0, httpStatus: 0, firstByteMicroseconds: 0, connectionsOpened: 0)
    #expect(result.fault == fault)
  }

  @Test(
    "of a URL",
    arguments: [
      ("http://", .malformedURL), ("http://a b/", .malformedURL), ("http://127.0.0.1:99999/", .malformedURL),
      ("", .malformedURL), ("ftp://127.0.0.1/", .unsupportedScheme), ("file:///etc/hostname", .unsupportedScheme),
      ("gopher://127.0.0.1/", .unsupportedScheme), ("nonsense://127.0.0.1/", .unsupportedScheme),
      ("http://no-such-host.invalid/", .unresolvedHost),
    ] as [(String, Fault)])
  func urls(_ url: String, _ fault: Fault) async throws {
    let fetched = try await fetch(url)
    #expect(fetched.result.fault == fault)
    #expect(fetched.result.detail?.isEmpty == false)
    #expect(fetched.body.isEmpty)
  }

  @Test(
    "of a server",
    arguments: [
      (.hangUp, .connectionLost), (.reset, .connectionLost),
      (.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .bodyCutShort),
      (.rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf"), .bodyCutShort),
      (.rawThenClose("this is not HTTP\r\n\r\n"), .protocolViolation),
      (.raw("HTTP/7.7 200 OK\r\n\r\n"), .protocolViolation),
      (.page("", status: 302, header: ["Location: ftp://127.0.0.1/"]), .unsupportedScheme),
      (.page("", status: 302, header: ["Location: http://"]), .malformedURL),
      (.page("", status: 302, header: ["Location: /again"]), .tooManyRedirects),
      (.page("not found", status: 404), nil), (.page("broken", status: 500), nil),
    ] as [(ScriptedServer.Reply, Fault?)])
  func servers(_ reply: ScriptedServer.Reply, _ fault: Fault?) async throws {
    let server = try ScriptedServer(always: reply)
    let fetched = try await fetch(server.url())
    #expect(fetched.result.fault == fault)
    #expect((fetched.result.detail == nil) == (fault == nil))
  }

  @Test("on a connection that has worked before")
  func garbageLater() async throws {
    let server = try ScriptedServer { request in request.place == 0 ? .page("fine") : .raw("garbage\r\n\r\n") }
    let fetched = try await fetch([server.url(), server.url()])
    #expect(fetched.map(\.result.fault) == [nil, .protocolViolation])
  }

  @Test func afterARedirect() async throws {
    let server = try ScriptedServer { request in
      request.path == "/" ? .page("", status: 302, header: ["Location: /garbage"]) : .raw("garbage\r\n\r\n")
    }
    let fetched = try await fetch(server.url())
    #expect(fetched.result.fault == .protocolViolation)
  }

  @Test func aServerThatNeverAnswersTimesOut() async throws {
    let server = try ScriptedServer(always: .silence)
    let fetched = try await fetch(server.url(), TransferOptions(timeout: .milliseconds(50)))
    #expect(fetched.result.fault == .timedOut)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == $0.connectionsOpened })
  }

  @Test func aBodyThatStopsInTheMiddleTimesOut() async throws {
    let server = try ScriptedServer(always: .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))
    let fetched = try await fetch(server.url(), TransferOptions(timeout: .seconds(2)))
    #expect(fetched.result.fault == .timedOut)
    #expect(fetched.body == "half")
  }

  @Test func aPortWithoutAListenerRefuses() async throws {
    let (descriptor, port) = try LoopbackSocket.bound()
    defer { close(descriptor) }
    let fetched = try await fetch("http://127.0.0.1:\(port)/")
    #expect(fetched.result.fault == .connectionFailed)
    #expect(fetched.result.detail?.contains("Connection refused") == true)
  }

  @Test func aServerThatDoesNotSpeakTLSFailsTheHandshake() async throws {
    let server = try ScriptedServer(always: .page(""))
    // Any readable authority: some builds of libcurl expect the system's elsewhere.
    let authority = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID()).pem")
    try Data(Self.authority.utf8).write(to: authority)
    defer { try? FileManager.default.removeItem(at: authority) }
    let options = TransferOptions(timeout: .milliseconds(500), caFile: authority.path)
    let fetched = try await fetch("https://127.0.0.1:\(server.port)/", options)
    // The server waits for the end of the request, or cannot parse the hello.
    #expect([.tls, .timedOut].contains(fetched.result.fault), "\(fetched.result)")
  }

  @Test func authoritiesThatCannotBeReadAreACertificateFault() async throws {
    let server = try ScriptedServer(always: .page(""))
    let fetched = try await fetch(
      "https://127.0.0.1:\(server.port)/", TransferOptions(timeout: .seconds(5), caFile: "/nonexistent/ca.pem"))
    #expect(fetched.result.fault == .certificate)
    #expect(fetched.result.detail?.contains("/nonexistent/ca.pem") == true)
  }

  @Test("an earlier transfer's cause is not reported for a later one")
  func staleCause() async throws {
    let (descriptor, port) = try LoopbackSocket.bound()
    defer { close(descriptor) }
    let server = try ScriptedServer(always: .hangUp)
    let fetched = try await fetch(["http://127.0.0.1:\(port)/", server.url(), "http://", server.url()])
    for later in fetched.dropFirst() {
      #expect(later.result.detail?.contains("refused") == false)
    }
    #expect(fetched.map(\.result.fault) == [.connectionFailed, .connectionLost, .malformedURL, .connectionLost])
  }

  @Test func theCauseNamesTheHost() async throws {
    let unresolved = try await fetch("http://no-such-host.invalid/")
    #expect(unresolved.result.detail?.contains("no-such-host.invalid") == true)
    let server = try ScriptedServer(always: .silence)
    let late = try await fetch(server.url(), TransferOptions(timeout: .seconds(2)))
    #expect(late.result.detail?.contains("timed out after 2") == true)
  }

  /// The certificate of an authority that has signed nothing.
  private static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBdDCCARugAwIBAgIUMmupXFqsq8+OWd8FgXjFTSTDEVkwCgYIKoZIzj0EAwIw
    DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjUxNzE0NDNaGA8yMTI2MTEwMTE3MTQ0
    M1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFoy
    5TjJEbPpignOJK90FqA486DayEfzIDM8giAMRsM6RInbL1UWUEEtRimQCVtvB++S
    Jn6YzpyrBfp3yFICfNejUzBRMB0GA1UdDgQWBBSdqH0g2dXD7prI9wc0KmSFrxgr
    czAfBgNVHSMEGDAWgBSdqH0g2dXD7prI9wc0KmSFrxgrczAPBgNVHRMBAf8EBTAD
    AQH/MAoGCCqGSM49BAMCA0cAMEQCICcUe9oV5uIlqZfOOLOS9wLtvYvBzhXlv5W8
    NOSiumfDAiB/hNSyRKKg2rcJ3P1I90IHKl1Xs/kGf5vqCjEeD58/pA==
    -----END CERTIFICATE-----
    """
}
