import Curl
import Foundation
import TextFormats
import Trial
import Workload

/// The results of all strategies as one JSON document.
struct PagesDocument: Encodable {
  var schemaVersion = 2
  var runs: [Run]

  /// The results of one strategy.
  struct Run: Encodable {
    var summary: PagesSummary
    /// Nil if only the summary was asked for.
    var pages: [PageResult]?
  }

  /// One page.
  struct PageResult: Encodable {
    var name: String
    var url: String
    var seconds: Double
    var status: Int
    var bytes: Int
    var fault: String?
    var detail: String?
    /// How often a request was sent again.
    var repeats: Int

    init(_ report: UnitReport, _ page: Page) {
      name = page.name
      url = Shown.url(page.url)
      seconds = report.seconds
      status = report.httpStatus
      bytes = report.bytes
      fault = report.fault
      detail = report.detail
      repeats = report.repeats ?? 0
    }
  }

  /// With a line break at its end. Throws if a number is not finite.
  var text: String { get throws { try PrettyJSON.text(self, keys: .convertToSnakeCase) + "\n" } }
}

/// Pages and summaries as rows of CSV (RFC 4180).
enum PagesCSV {
  static let pageHeader = line(["strategy", "name", "url", "seconds", "status", "bytes", "fault", "detail", "repeats"])

  static func row(_ strategy: String, _ page: PagesDocument.PageResult) -> String {
    line([
      strategy, page.name, page.url, "\(page.seconds)", "\(page.status)", "\(page.bytes)", page.fault ?? "",
      page.detail ?? "", "\(page.repeats)",
    ])
  }

  static let summaryHeader = line(columns.map(\.name))

  static func row(_ summary: PagesSummary) -> String { line(columns.map { $0.value(summary) }) }

  private static let columns: [(name: String, value: @Sendable (PagesSummary) -> String)] = [
    ("strategy", { $0.strategy }),
    ("concurrency", { $0.concurrency.map { "\($0)" } ?? "" }),
    ("connections", { $0.connections }),
    ("pages", { "\($0.pages)" }),
    ("failures", { "\($0.failures)" }),
    ("runtime_seconds", { "\($0.runtimeSeconds)" }),
    ("cumulative_seconds", { "\($0.cumulativeSeconds)" }),
    ("overlap", { text($0.overlap) }),
    ("slowest_page", { $0.slowestPage ?? "" }),
    ("slowest_seconds", { text($0.slowestSeconds) }),
    ("runtime_per_slowest", { text($0.runtimePerSlowest) }),
    ("pages_per_second", { text($0.pagesPerSecond) }),
    ("bytes", { "\($0.bytes)" }),
    ("connections_opened", { "\($0.connectionsOpened)" }),
    ("threads_peak", { "\($0.threadsPeak)" }),
    ("cpu_seconds", { "\($0.cpuSeconds)" }),
    ("cpu_microseconds_per_page", { text($0.cpuMicrosecondsPerPage) }),
    ("switches_voluntary", { "\($0.switchesVoluntary)" }),
    ("switches_involuntary", { "\($0.switchesInvoluntary)" }),
    ("switches_per_page", { text($0.switchesPerPage) }),
    ("latency_mean_seconds", { text($0.latencySeconds.mean) }),
    ("latency_p50_seconds", { text($0.latencySeconds.p50) }),
    ("latency_p90_seconds", { text($0.latencySeconds.p90) }),
    ("latency_p99_seconds", { text($0.latencySeconds.p99) }),
    ("latency_p99_9_seconds", { text($0.latencySeconds.p999) }),
    ("latency_max_seconds", { text($0.latencySeconds.max) }),
    ("failure_latency_mean_seconds", { text($0.failureLatencySeconds.mean) }),
    ("failure_latency_p50_seconds", { text($0.failureLatencySeconds.p50) }),
    ("failure_latency_p90_seconds", { text($0.failureLatencySeconds.p90) }),
    ("failure_latency_p99_seconds", { text($0.failureLatencySeconds.p99) }),
    ("failure_latency_p99_9_seconds", { text($0.failureLatencySeconds.p999) }),
    ("failure_latency_max_seconds", { text($0.failureLatencySeconds.max) }),
    ("repeats", { "\($0.repeats)" }),
  ]

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func line(_ fields: [String]) -> String {
    var csv = CSVText()
    csv.append(fields)
    return csv.text
  }
}
