import Curl
import TestBench
import Testing
import Workload

/// A response, its bytes one after another, and what becomes of it with every version of libcurl.
struct Violation: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var reply: ScriptedServer.Reply
  var fault: Fault?

  init(_ name: String, _ head: String, _ body: String = "", then end: End = .open, _ fault: Fault?) {
    testDescription = name
    let bytes = head.replacing("\n", with: "\r\n") + "\r\n" + body
    switch end {
    case .open: reply = .raw(bytes)
    case .closed: reply = .rawThenClose(bytes)
    case .reset: reply = .rawThenReset(bytes)
    }
    self.fault = fault
  }

  /// Without the empty line that ends a head.
  init(cut name: String, _ bytes: String, reset: Bool = false, _ fault: Fault?) {
    testDescription = name
    reply = reset ? .rawThenReset(bytes) : .rawThenClose(bytes)
    self.fault = fault
  }

  enum End { case open, closed, reset }

  private static let ok = "HTTP/1.1 200 OK\n"
  private static let chunked = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n"
  private static let long = String(repeating: "h", count: 120_000)
  private static let fields = (0..<400).map { "X-\($0): \(long.prefix(1000))\n" }.joined()

  static let heads = [
    Violation("two lengths", ok + "Content-Length: 5\nContent-Length: 3\n", "hello", .protocolViolation),
    Violation(
      "two lengths, the first smaller", ok + "Content-Length: 3\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("twice the same length", ok + "Content-Length: 5\nContent-Length: 5\n", "hello", nil),
    Violation("a list of lengths", ok + "Content-Length: 5, 3\n", "hello", .protocolViolation),
    Violation("a length of letters", ok + "Content-Length: abc\n", "hello", .protocolViolation),
    Violation("a length with letters", ok + "content-length: 5abc\n", "hello", .protocolViolation),
    Violation("a length with a sign", ok + "Content-Length: +5\n", "hello", .protocolViolation),
    Violation("a negative length", ok + "Content-Length: -5\n", "hello", .protocolViolation),
    Violation("an empty length", ok + "Content-Length: \n", "hello", .protocolViolation),
    Violation("a length beyond 63 bits", ok + "Content-Length: 99999999999999999999\n", "hello", .protocolViolation),
    Violation(
      "a space before the colon", ok + "Content-Length: 5\nContent-Length : 7\n", "hello", .protocolViolation),
    Violation("a folded field", ok + "X: a\n b : c\nContent-Length: 5\n", "hello", nil),
    Violation("another protocol", "HTTP/1.1 101 Switching\nUpgrade: x\n", "", then: .closed, .protocolViolation),
    Violation("a length between spaces", ok + "CONTENT-LENGTH: \t 5 \t\n", "hello", nil),
    Violation(
      "another transfer coding", ok + "Transfer-Encoding: gzip, chunked\n", "5\r\nhello\r\n0\r\n\r\n",
      .protocolViolation),
    Violation("a line without colon", ok + "nonsense\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("a NUL", ok + "X: a\0b\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("HTTP/2 in a status line", "HTTP/2 200\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("a preface of HTTP/2", "PRI * HTTP/2.0\n", "SM\r\n\r\n", .protocolViolation),
    Violation("no number in a status line", "HTTP/1.1 abc\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("a status of four digits", "HTTP/1.1 2000 OK\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("a status of two digits", "HTTP/1.1 20 OK\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation("a status of 0", "HTTP/1.1 000 OK\nContent-Length: 5\n", "hello", .protocolViolation),
    Violation(
      "informational answers first",
      "HTTP/1.1 103 Early\nContent-Length: x\n\nHTTP/1.1 100 Go on\n\n" + ok + "Content-Length: 5\n", "hello",
      .protocolViolation),
    Violation(
      "informational answers with a length first",
      "HTTP/1.1 103 Early\nContent-Length: 3\n\n" + ok + "Content-Length: 5\n", "hello", nil),
    Violation("a redirect to nowhere", "HTTP/1.1 302 Found\nContent-Length: 0\n", "", .protocolViolation),
    Violation(
      "a redirect to an empty place", "HTTP/1.1 301 Moved\nLocation: \nContent-Length: 0\n", "", .protocolViolation),
    Violation(
      "a redirect to an unknown scheme", "HTTP/1.1 302 Found\nLocation: foo://bar/\nContent-Length: 0\n", "",
      .unsupportedScheme),
    Violation(
      "a redirect to a file", "HTTP/1.1 302 Found\nLocation: file:///etc/hostname\nContent-Length: 0\n", "",
      .unsupportedScheme),
    Violation(
      "a redirect to half a host", "HTTP/1.1 302 Found\nLocation: http://[\nContent-Length: 0\n", "", .malformedURL),
    Violation(
      "a redirect to an unknown host", "HTTP/1.1 302 Found\nLocation: http://name.invalid/\nContent-Length: 0\n", "",
      .unresolvedHost),
    Violation("a coding that was not asked for", ok + "Content-Encoding: gzip\nContent-Length: 5\n", "hello", nil),
  ]

  static let sizes = [
    Violation("a field of 120 kB", ok + "X: \(long)\nContent-Length: 5\n", "hello", .headersTooLarge),
    Violation("a status line of 120 kB", "HTTP/1.1 200 \(long)\nContent-Length: 5\n", "hello", .headersTooLarge),
    Violation("400 kB of fields", ok + fields + "Content-Length: 5\n", "hello", .headersTooLarge),
    Violation(
      "6,000 fields", ok + String(repeating: "X: y\n", count: 6000) + "Content-Length: 5\n", "hello", .headersTooLarge
    ),
    Violation("4,000 fields", ok + String(repeating: "X: y\n", count: 4000) + "Content-Length: 5\n", "hello", nil),
    Violation(
      "10,000 informational answers", String(repeating: "HTTP/1.1 103 Early\nLink: x\n\n", count: 10_000), "",
      .headersTooLarge),
    Violation("a trailer of 120 kB", chunked, "5\r\nhello\r\n0\r\nX: \(long)\r\n\r\n", .headersTooLarge),
    Violation(
      "a trailer of 6,000 fields", chunked,
      "5\r\nhello\r\n0\r\n" + String(repeating: "X: y\r\n", count: 6000) + "\r\n", .headersTooLarge),
  ]

  static let bodies = [
    Violation("a chunk's size that is no number", chunked, "xyz\r\nhello\r\n0\r\n\r\n", .protocolViolation),
    Violation(
      "a later chunk's size that is no number", chunked, "5\r\nhello\r\nxyz\r\n0\r\n\r\n", .protocolViolation),
    Violation("a chunk without its end", chunked, "5\r\nhelloXX5\r\nhello\r\n0\r\n\r\n", .protocolViolation),
    Violation("a chunk of 2¹⁰⁰ bytes", chunked, "fffffffffffffffffffffffff\r\nhello", .protocolViolation),
    Violation("a broken chunk, then the end", chunked, "xyz\r\n", then: .closed, .protocolViolation),
    Violation("the end before a chunk", chunked, "", then: .closed, .bodyCutShort),
    Violation("the end behind a chunk", chunked, "5\r\nhello\r\n", then: .closed, .bodyCutShort),
    Violation("the end within a body", ok + "Content-Length: 50\n", "hello", then: .closed, .bodyCutShort),
    Violation("a reset within a body", ok + "Content-Length: 50\n", "hello", then: .reset, .connectionLost),
    Violation("a reset within a chunk", chunked, "50\r\nhello", then: .reset, .connectionLost),
    Violation(cut: "the end within a status line", "HTTP/1.", .connectionLost),
    Violation(cut: "the end behind a status line", "HTTP/1.1 200 OK\r\n", .connectionLost),
    Violation(cut: "the end within a field", "HTTP/1.1 200 OK\r\nContent-Le", .connectionLost),
    Violation(cut: "the end behind a field", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", .connectionLost),
    Violation(cut: "the end behind an informational answer", "HTTP/1.1 103 Early\r\n\r\n", .connectionLost),
    Violation(cut: "a reset within a head", "HTTP/1.1 200 OK\r\nContent-Le", reset: true, .connectionLost),
    Violation(cut: "nothing but a letter", "H", .connectionLost),
    Violation(cut: "a body without head", "<html>hello</html>", .protocolViolation),
  ]
}

@Suite("A response that violates HTTP has the same fault with every version of libcurl", .timeLimit(.minutes(1)))
struct ViolationTests {
  @Test(arguments: Violation.heads + Violation.sizes + Violation.bodies)
  func violations(_ violation: Violation) async throws {
    let server = try ScriptedServer(always: violation.reply)
    let fetched = try await fetch([server.url(), server.url()], TransferOptions(timeout: .seconds(5)))
    #expect(fetched.map(\.result.fault) == [violation.fault, violation.fault])
    for fetched in fetched {
      #expect((fetched.result.detail == nil) == (violation.fault == nil), "\(fetched.result)")
      #expect((fetched.result.firstByteMicroseconds > 0) == (fetched.result.httpStatus > 0))
      if violation.fault == nil { #expect(fetched.body == "hello") }
    }
  }

  @Test("what follows a body that is longer than announced is not the next response")
  func aLengthThatIsTooShort() async throws {
    let server = try ScriptedServer(always: .raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello"))
    let fetched = try await fetch([server.url(), server.url()])
    #expect(fetched.map(\.body) == ["he", "he"])
    #expect(fetched.map(\.result.connectionsOpened) == [1, 1])
  }
}
