import Foundation
import PageProtocol
import Strategies
import Testing

/// Pages that fail: each reports its cause, under every strategy, and the other pages are fetched.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PagesFaultTests {
  @Test(arguments: StrategyName.allCases)
  func theSameFaultHasTheSameName(strategy: StrategyName) async throws {
    try await OwnPageServer.with { server in
      let expected: [(url: String, fault: String, status: String)] = [
        ("\(server)/page", "", "200"),
        ("\(server)/page?status=404", "http-status", "404"),
        ("\(server)/page?status=500", "http-status", "500"),
        ("\(server)/page?fault=cut-short", "body-cut-short", "200"),
        ("\(server)/page?fault=hang-up", "connection-lost", "0"),
        ("\(server)/page?delay=60s", "timed-out", "0"),
        ("\(server)/page?status=302&location=ftp%3A%2F%2F127.0.0.1%2F", "unsupported-scheme", "302"),
        ("http://127.0.0.1:1/", "connection-failed", "0"),
        // A label of 64 characters is no name, so no resolver is asked.
        ("http://\(String(repeating: "x", count: 64)).invalid/", "unresolved-host", "0"),
        ("http://not a host/", "malformed-url", "0"),
        ("ftp://127.0.0.1/", "unsupported-scheme", "0"),
        ("\(server)/page?size=2048", "", "200"),
      ]
      let outcome = try await CommandLineHarness.run(
        ["pages", "--strategy", strategy.rawValue, "--timeout", "1", "--format", "csv"] + expected.map(\.url))
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors == "harness: \(strategy.rawValue): 10 of 12 pages failed\n")
      let rows = outcome.lines.dropFirst().map {
        $0.split(separator: ",", maxSplits: 7, omittingEmptySubsequences: false)
      }
      #expect(rows.map { String($0[2]) } == expected.map(\.url))
      #expect(rows.map { String($0[6]) } == expected.map(\.fault))
      #expect(rows.map { String($0[4]) } == expected.map(\.status))
      // Each failure has its cause in words.
      #expect(rows.allSatisfy { $0[6].isEmpty == ($0[7] == ",0") })
    }
  }

  @Test func aFailureIsReportedOnThePagesOwnLine() async throws {
    try await OwnPageServer.with { server in
      let outcome = try await CommandLineHarness.run("pages", "\(server)/page?status=404", "\(server)/page")
      #expect(outcome.exitCode == 1)
      let name = server.dropFirst("http://".count)
      #expect(outcome.output.contains("Failed \(name)/page?status=404 after "))
      #expect(outcome.output.contains(": HTTP status 404"))
      #expect(outcome.output.contains("Requested \(name)/page in "))
    }
  }

  @Test func aCertificateNeedsItsAuthority() async throws {
    try await OwnPageServer.with(arguments: ["--tls", "--names", "localhost"]) { server in
      let url = "https://localhost:\(server.port)/page"
      let distrusting = try await CommandLineHarness.run("pages", url)
      #expect(distrusting.exitCode == 1)
      #expect(distrusting.output.contains("the certificate does not verify"))
      let trusting = try await CommandLineHarness.run("pages", url, "--cacert", try #require(server.caFile))
      #expect(trusting.exitCode == 0, "\(trusting.output)")
    }
  }

  /// Wrong arguments, and what the message must contain.
  @Test(arguments: [
    (["--concurrency", "0"], "at least 1"),
    (["--concurrency", "9223372036854775807", "--repeat", "1000000"], "5000000 fetches in flight"),
    (["--concurrency", "10000000", "--repeat", "1000000"], "÷ 1 ="),
    (["--concurrency", "10000000", "--repeat", "1000000", "--strategy", "thread-pool"], "÷ 3 ="),
    (["--strategy", "hope"], "'hope' is invalid"),
    (["--timeout=-1"], "--timeout must be above 0"),
    (["--timeout", "soon"], "'soon' is invalid"),
    (["--repeat", "0"], "--repeat must be at least 1"),
    (["--connections", "some"], "'some' is invalid"),
    (["--format", "xml"], "'xml' is invalid"),
    (["--cacert", "/nonexistent.pem", "http://127.0.0.1/"], "/nonexistent.pem cannot be read"),
    (["--cacert", "/tmp", "http://127.0.0.1/"], "/tmp is a folder"),
    (["--cacert", "/etc/hostname"], "--cacert needs URLs"),
  ])
  func wrongArgumentsAreAUsageError(arguments: [String], message: String) async throws {
    let outcome = try await CommandLineHarness.run(["pages"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("A limit that the strategy never reaches is accepted, however high.", arguments: ["task-group", "dispatch"])
  func aLimitFarAboveWhatIsInFlight(strategy: String) async throws {
    let outcome = try await CommandLineHarness.run(
      "pages", "--concurrency", "9223372036854775807", "--strategy", strategy)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test(arguments: ["--worker", "--server"])
  func aMissingProgramIsNamed(option: String) async throws {
    let outcome = try await CommandLineHarness.run("pages", option, "/nonexistent/program")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("is not at /nonexistent/program"))
  }
}
