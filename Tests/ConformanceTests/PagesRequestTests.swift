import Foundation
import Strategies
import TestBench
import Testing

/// What `harness pages` asks of which server, and what it says of itself.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PagesRequestTests {
  private static let noProxies: [String: String?] = [
    "no_proxy": nil, "NO_PROXY": nil, "http_proxy": nil, "all_proxy": nil, "ALL_PROXY": nil,
  ]

  private static func through(_ proxy: String) -> [String: String?] {
    noProxies.merging(["http_proxy": proxy]) { $1 }
  }

  @Test(
    "A page of this machine is requested the same, alone or beside pages of others.",
    arguments: ["thread-pool", "event-loop"])
  func onePageOneRequest(strategy: String) async throws {
    let here = try ScriptedServer { $0.path == "/page" ? .page("here") : .page("", status: 404) }
    let proxy = try ScriptedServer(always: .page("elsewhere"))
    let elsewhere = ["http://elsewhere.test/", "127.shop.test/x", "http://localhost.shop.test/"]
    for others in [[], elsewhere] {
      let outcome = try await CommandLineHarness.run(
        ["pages", "--strategy", strategy, "--concurrency", "1", here.url("/page"), "LOCALHOST:\(here.port)/page"]
          + others,
        environment: Self.through(proxy.url()))
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
    let requests = here.log.requests
    #expect(requests.count == 4)
    #expect(requests.allSatisfy { $0.requestLine == "GET /page HTTP/1.1" && !$0.head.contains("User-Agent") })
    #expect(
      proxy.log.requests.map { String($0.requestLine) } == [
        "GET http://elsewhere.test/ HTTP/1.1", "GET http://127.shop.test/x HTTP/1.1",
        "GET http://localhost.shop.test/ HTTP/1.1",
      ])
    #expect(proxy.log.requests.allSatisfy { $0.head.contains("User-Agent: threads-versus-async") })
  }

  @Test("A redirect to this machine does not go through the proxy, one to another machine does.")
  func redirects() async throws {
    let here = try ScriptedServer { request in
      request.path == "/out"
        ? .page("", status: 302, header: ["Location: http://elsewhere.test/"]) : .page("here")
    }
    let proxy = try ScriptedServer { [url = here.url("/in")] request in
      request.path.contains("away") ? .page("", status: 302, header: ["Location: \(url)"]) : .page("elsewhere")
    }
    let outcome = try await CommandLineHarness.run(
      ["pages", "--strategy", "sequential", "http://elsewhere.test/away", here.url("/out")],
      environment: Self.through(proxy.url()))
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(here.log.requests.map(\.path) == ["/in", "/out"])
    #expect(proxy.log.requests.map(\.path) == ["http://elsewhere.test/away", "http://elsewhere.test/"])
  }

  @Test("The environment's exceptions from its proxy hold.")
  func exceptions() async throws {
    let proxy = try ScriptedServer(always: .page("elsewhere"))
    var environment = Self.through(proxy.url())
    environment["no_proxy"] = "direct.invalid"
    let outcome = try await CommandLineHarness.run(
      ["pages", "--format", "csv", "http://direct.invalid/", "http://elsewhere.test/"], environment: environment)
    #expect(outcome.output.contains("http://direct.invalid/"))
    #expect(outcome.output.contains(",unresolved-host,"))
    #expect(proxy.log.requests.map(\.path) == ["http://elsewhere.test/"])
  }

  @Test("Pages of two origins cannot reuse connections, however the URLs are written.")
  func origins() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let one = ["pages", "--connections", "reuse", server.url("/a"), "HTTP://127.1:\(server.port)/b"]
    #expect(try await CommandLineHarness.run(one).exitCode == 0)
    let two = try await CommandLineHarness.run(one + ["http://localhost:\(server.port)/"])
    #expect(two.exitCode == 64)
    #expect(two.errors.contains("pages of one origin"))
  }

  @Test("International names work in any locale.", arguments: ["C", "C.UTF-8", "POSIX", "nonsense"])
  func international(locale: String) async throws {
    try await OwnPageServer.with { server in
      let url = server.replacing("127.0.0.1", with: "bücher.localhost") + "/page"
      let outcome = try await CommandLineHarness.run(
        ["pages", url], environment: ["LC_ALL": locale, "LANG": locale, "LC_CTYPE": nil])
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.hasPrefix("Requested bücher.localhost:"))
    }
  }

  @Test("No credential is printed, whatever the form of the URL.", arguments: ["text", "json", "csv"])
  func secrets(format: String) async throws {
    let server = try ScriptedServer { request in
      request.path == "/away"
        ? .page("", status: 302, header: ["Location: http://user:s3cret@name.invalid/?password=s3cret"]) : .page("fine")
    }
    let host = "127.0.0.1:\(server.port)"
    let urls = [
      "http://user:s3cret@\(host)/", "user:s3cret@\(host)/page", "HTTP://s3cret@\(host)", "http://:s3cret@\(host)/#x",
      "http://user:%73s3cret@\(host)/", "http://user:p@s3cret@\(host)/", "http://user:s3cret/x@\(host)/",
      "http://user:s3cret#@\(host)/", "ftp://user:s3cret@\(host)/", "http://user:s3cret@\(host):99999/",
      "http://\(host)/?token=s3cret&x=1", "http://\(host)/#access_token=s3cret", "http://\(host)/away",
      "http://user:s3cret@name.invalid/", "http://user:s3cret@127.0.0.1:1/", "http://elsewhere.test/",
    ]
    let outcome = try await CommandLineHarness.run(
      ["pages", "--format", format, "--timeout", "5"] + urls, environment: Self.through("http://user:s3cret@[proxy"))
    #expect(outcome.exitCode == 1)
    #expect(!outcome.output.contains("s3cret"), "\(outcome.output)")
    #expect(!outcome.errors.contains("s3cret"), "\(outcome.errors)")
    // The servers get them nevertheless.
    let authorization = "Authorization: Basic \(Data("user:s3cret".utf8).base64EncodedString())"
    #expect(server.log.requests.contains { $0.head.contains(authorization) })
    #expect(server.log.requests.contains { $0.path == "/?token=s3cret&x=1" })
  }
}

/// What the summary of repeated fetches says.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PagesSummaryTests {
  private func summary(_ arguments: [String]) async throws -> (Document.Summary, exitCode: Int32?) {
    let outcome = try await CommandLineHarness.run(["pages", "--format", "json"] + arguments)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let document = try decoder.decode(Document.self, from: Data(outcome.output.utf8))
    return (try #require(document.runs.first?.summary), outcome.exitCode)
  }

  private struct Document: Decodable {
    var runs: [Run]

    struct Run: Decodable {
      var summary: Summary
    }

    struct Summary: Decodable {
      var concurrency: Int?
      var pages: Int
      var failures: Int
      var repeats: Int
      var connectionsOpened: Int
      var latencySeconds: Latency
      var failureLatencySeconds: Latency
    }

    struct Latency: Decodable {
      var mean: Double?
      var p50: Double?
      var max: Double?
    }
  }

  @Test("A limit is stated only for strategies that keep one.")
  func limits() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let arguments = [server.url(), "--repeat", "20", "--concurrency", "2"]
    for strategy in StrategyName.fetching {
      let keepsLimit = strategy != .dispatchUnbounded
      let text = try await CommandLineHarness.run(["pages", "--strategy", strategy.rawValue] + arguments)
      #expect(text.output.contains("at most 2 at once") == keepsLimit)
      #expect(text.output.contains("without a limit") != keepsLimit)
    }
    #expect(try await summary(["--strategy", "dispatch-unbounded"] + arguments).0.concurrency == nil)
    #expect(try await summary(["--strategy", "task-group"] + arguments).0.concurrency == 2)
  }

  @Test(
    "Latencies of pages that succeeded and of pages that failed are apart.", arguments: ["thread-pool", "task-group"])
  func latencies(strategy: String) async throws {
    try await OwnPageServer.with { server in
      let (summary, exitCode) = try await summary([
        "--strategy", strategy, "--repeat", "50", "\(server)/page?delay=200ms", "\(server)/page?status=503",
      ])
      #expect(exitCode == 1)
      #expect(summary.pages == 100 && summary.failures == 50)
      #expect(try #require(summary.latencySeconds.mean) >= 0.2)
      #expect(try #require(summary.latencySeconds.p50) >= 0.199)
      #expect(try #require(summary.failureLatencySeconds.mean) < #require(summary.latencySeconds.mean))
      #expect(try #require(summary.failureLatencySeconds.p50) < #require(summary.latencySeconds.p50))
    }
  }

  @Test("Requests that were sent again are counted.", arguments: ["sequential", "callbacks", "event-loop"])
  func repeats(strategy: String) async throws {
    let server = try ScriptedServer { $0.place == 1 ? .reset : .page("fine") }
    let arguments = ["--strategy", strategy, "--concurrency", "1", "--connections", "reuse", "--repeat", "100"]
    let (summary, exitCode) = try await summary(arguments + [server.url()])
    #expect(exitCode == 0)
    #expect(server.log.requests.count == 199)
    #expect(summary.failures == 0 && summary.repeats == 99)
    #expect(summary.connectionsOpened == server.log.connectionsOpened)
    let text = try await CommandLineHarness.run(["pages"] + arguments + [server.url()])
    #expect(text.output.contains("Repeated 99 requests"))
  }

  @Test func aPageSaysThatItsRequestWasSentAgain() async throws {
    let server = try ScriptedServer { $0.place == 1 ? .hangUp : .page("fine") }
    let arguments = [
      "pages", "--strategy", "sequential", "--connections", "reuse", server.url("/1"), server.url("/2"),
    ]
    let text = try await CommandLineHarness.run(arguments)
    #expect(text.lines.first?.hasSuffix("(200, 4 bytes)") == true)
    #expect(text.lines.dropFirst().first?.hasSuffix("(200, 4 bytes, sent 2 times)") == true)
    let csv = try await CommandLineHarness.run(arguments + ["--format", "csv"])
    #expect(csv.lines.dropFirst().map { $0.split(separator: ",").last } == ["0", "1"])
  }
}
