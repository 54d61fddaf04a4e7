import Foundation
import Strategies
import Testing
import Workload

/// `harness pages` without URLs: five example pages, over TLS, from a page server that the harness starts.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PagesTests {
  @Test func theFivePagesAreRequestedAndSummarised() async throws {
    let outcome = try await CommandLineHarness.run("pages")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    let requested = outcome.lines.dropLast()
    let names = requested.compactMap { $0.split(separator: " ").dropFirst().first }
    #expect(names.sorted() == ["amazon.com", "apple.com", "facebook.com", "google.com", "netflix.com"])
    #expect(requested.allSatisfy { $0.contains(/^Requested \S+ in \d+\.\d\d seconds \(200, 1024 bytes\)$/) })
    let summary =
      #/
      ^Runtime\ \d+\.\d\d\ seconds,\ cumulative\ runtime\ \d\.\d\d\ seconds,
      \ overlap\ \d\.\d,\ slowest\ \w+\.com\ \d+\.\d\d\ seconds$
      /#
    #expect(try #require(outcome.lines.last).contains(summary))
  }

  @Test func allStrategiesAreOneRowEach() async throws {
    let outcome = try await CommandLineHarness.run("pages", "--strategy", "all")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let rows = outcome.lines.dropFirst().map { $0.split(separator: " ") }
    #expect(rows.map { String($0[0]) } == StrategyName.fetching.map(\.rawValue))
    #expect(rows.allSatisfy { $0.count == 8 && $0.last == "0" })
  }

  @Test func oneDocumentOfJSON() async throws {
    let outcome = try await CommandLineHarness.run("pages", "--format", "json", "--strategy", "event-loop")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let document = try decoder.decode(Document.self, from: Data(outcome.output.utf8))
    let run = try #require(document.runs.first)
    #expect(document.runs.count == 1)
    #expect(run.summary.strategy == "event-loop")
    #expect(run.summary.pages == 5 && run.summary.failures == 0 && run.summary.connectionsOpened == 5)
    #expect(run.pages?.map(\.name) == ["google.com", "facebook.com", "amazon.com", "apple.com", "netflix.com"])
    #expect(run.pages?.allSatisfy { $0.status == 200 && $0.bytes == 1024 && $0.fault == nil } == true)
  }

  private struct Document: Decodable {
    var runs: [Run]

    struct Run: Decodable {
      var summary: Summary
      var pages: [Page]?
    }

    struct Summary: Decodable {
      var strategy: String
      var pages: Int
      var failures: Int
      var connectionsOpened: Int
    }

    struct Page: Decodable {
      var name: String
      var status: Int
      var bytes: Int
      var fault: String?
    }
  }

  @Test func rowsOfCSV() async throws {
    let outcome = try await CommandLineHarness.run("pages", "--format", "csv", "--strategy", "thread-pool")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.lines.first == "strategy,name,url,seconds,status,bytes,fault,detail,repeats")
    #expect(outcome.lines.count == 6)
    #expect(outcome.lines.dropFirst().allSatisfy { $0.hasPrefix("thread-pool,") && $0.hasSuffix(",200,1024,,,0") })
  }

  @Test func withRepeatThereIsOnlyTheSummary() async throws {
    try await OwnPageServer.with { server in
      let outcome = try await CommandLineHarness.run(
        "pages", "\(server)/page", "\(server)/page?size=0", "--repeat", "500", "--concurrency", "8")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.lines.count == 5)
      #expect(outcome.lines.first?.hasPrefix("1000 pages in ") == true)
      #expect(outcome.lines.first?.hasSuffix(" by task-group, at most 8 at once, 8 connections") == true)
      // 1,000 pages are enough for p90, with 100 beyond it, but not for p99, with 10.
      #expect(outcome.lines[3].contains(/^Latency mean .+, p90 \d.+, p99 –, p99\.9 –, max \d/))
      #expect(
        outcome.lines[4].contains(/^Nothing left out: .+ \d+ µs per page in the first tenth .+ \d+ µs in the rest/))
    }
  }
}
