import Foundation
import Strategies
import TextFormats
import Trial
import Workload

/// Pages and summaries as text.
enum PagesText {
  /// `Requested google.com in 0.12 seconds (200, 1024 bytes)`, or the failure and its cause.
  static func line(_ report: UnitReport, _ page: Page) -> String {
    let seconds = fixed(report.seconds, 2)
    guard let fault = report.fault else {
      let again = report.repeats.map { ", sent \($0 + 1) times" } ?? ""
      return "Requested \(page.name) in \(seconds) seconds (\(report.httpStatus), \(report.bytes) bytes\(again))\n"
    }
    let cause = Fault.allCases.first { $0.name == fault }.map { words($0, status: report.httpStatus) } ?? fault
    let detail = report.detail.map { $0.isEmpty || $0 == cause ? "" : " (\($0))" } ?? ""
    return "Failed \(page.name) after \(seconds) seconds: \(cause)\(detail)\n"
  }

  static func summary(_ summary: PagesSummary) -> String {
    var parts = [
      "Runtime \(fixed(summary.runtimeSeconds, 2)) seconds",
      "cumulative runtime \(fixed(summary.cumulativeSeconds, 2)) seconds",
    ]
    if let overlap = summary.overlap { parts.append("overlap \(fixed(overlap, 1))") }
    if let page = summary.slowestPage, let seconds = summary.slowestSeconds {
      parts.append("slowest \(page) \(fixed(seconds, 2)) seconds")
    }
    return parts.joined(separator: ", ") + "\n"
  }

  /// The summary of repeated fetches.
  static func loadSummary(_ summary: PagesSummary) -> String {
    let limit = summary.concurrency.map { "at most \($0) at once" } ?? "without a limit on pages at once"
    var lines = [
      "\(summary.pages) pages in \(fixed(summary.runtimeSeconds, 2)) seconds by \(summary.strategy), "
        + "\(limit), \(summary.connectionsOpened) connections",
      "Throughput \(number(summary.pagesPerSecond)) pages/s",
      "CPU \(number(summary.cpuMicrosecondsPerPage)) µs per page, "
        + "\(number(summary.switchesPerPage)) context switches per page",
      "Latency " + text(summary.latencySeconds),
    ]
    // There is no warm-up: every page that was asked for is in all of these numbers.
    if let first = summary.firstTenthMicrosecondsPerPage, let rest = summary.restMicrosecondsPerPage {
      lines.append(
        "Nothing left out: of the runtime, \(number(first)) µs per page in the first tenth of the pages, "
          + "\(number(rest)) µs in the rest")
    }
    if summary.repeats > 0 {
      lines.append(
        "Repeated \(summary.repeats) requests, because kept connections had ended before they answered")
    }
    if summary.failures > 0 {
      let causes = summary.faults.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        "\($0.value) \($0.key)"
      }
      lines.append("Failures \(summary.failures): \(causes.joined(separator: ", "))")
      lines.append("Latency of failures " + text(summary.failureLatencySeconds))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ latency: PagesSummary.Latency) -> String {
    [
      ("mean", latency.mean), ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99),
      ("p99.9", latency.p999), ("max", latency.max),
    ].map { "\($0) \(duration($1))" }.joined(separator: ", ")
  }

  /// Why a page failed, in words.
  private static func words(_ fault: Fault, status: Int) -> String {
    switch fault {
    case .malformedURL: "malformed URL"
    case .unsupportedScheme: "neither http nor https"
    case .unresolvedHost: "the host name cannot be resolved"
    case .connectionFailed: "no connection"
    case .connectionLost: "the connection was lost"
    case .certificate: "the certificate does not verify"
    case .tls: "the TLS handshake failed"
    case .httpStatus: "HTTP status \(status)"
    case .timedOut: "timed out"
    case .bodyCutShort: "the body was cut short"
    case .wrongBody: "the body is wrong"
    case .tooManyRedirects: "too many redirects"
    case .tooManyOpenFiles: "too many open files"
    case .cancelled: "cancelled"
    case .protocolViolation: "the response violates HTTP"
    case .other: "failed"
    case .deadlock: "deadlock"
    case .headersTooLarge: "the response's head is too large"
    }
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  /// Three significant digits; a dash if there is no number.
  static func number(_ value: Double?) -> String { value.map(NumberText.number) ?? "–" }

  static func duration(_ seconds: Double?) -> String { seconds.map(NumberText.seconds) ?? "–" }
}

/// A table with a row per strategy. Columns have fixed widths, so a row can be printed when its strategy has ended.
struct PagesTable {
  struct Column {
    var title: String
    var width: Int
    var text: @Sendable (PagesSummary) -> String
  }

  var columns: [Column]

  /// The columns if each page is fetched once.
  static let pages = [
    Column(title: "runtime s", width: 9) { PagesText.fixed($0.runtimeSeconds, 3) },
    Column(title: "cumulative s", width: 12) { PagesText.fixed($0.cumulativeSeconds, 3) },
    Column(title: "overlap", width: 7) { $0.overlap.map { PagesText.fixed($0, 1) } ?? "–" },
    Column(title: "÷ slowest", width: 9) { $0.runtimePerSlowest.map { PagesText.fixed($0, 2) } ?? "–" },
    Column(title: "threads", width: 7) { "\($0.threadsPeak)" },
    Column(title: "CPU ms", width: 8) { PagesText.fixed($0.cpuSeconds * 1e3, 1) },
    failures,
  ]

  /// The columns for repeated fetches.
  static let load = [
    Column(title: "pages/s", width: 9) { PagesText.number($0.pagesPerSecond) },
    Column(title: "CPU µs/page", width: 11) { PagesText.number($0.cpuMicrosecondsPerPage) },
    Column(title: "switches/page", width: 13) { PagesText.number($0.switchesPerPage) },
    Column(title: "threads", width: 7) { "\($0.threadsPeak)" },
    Column(title: "p50", width: 9) { PagesText.duration($0.latencySeconds.p50) },
    Column(title: "p99", width: 9) { PagesText.duration($0.latencySeconds.p99) },
    Column(title: "max", width: 9) { PagesText.duration($0.latencySeconds.max) },
    failures,
  ]

  private static let failures = Column(title: "failures", width: 8) { "\($0.failures)" }

  private static let nameWidth = StrategyName.allCases.map(\.rawValue.count).max() ?? 0

  var header: String { line("strategy", columns.map(\.title)) }

  func row(_ summary: PagesSummary) -> String { line(summary.strategy, columns.map { $0.text(summary) }) }

  private func line(_ name: String, _ cells: [String]) -> String {
    let padded = zip(columns, cells).map { column, cell in
      String(repeating: " ", count: max(0, column.width - cell.count)) + cell
    }
    let name = name + String(repeating: " ", count: max(0, Self.nameWidth - name.count))
    return ([name] + padded).joined(separator: "  ") + "\n"
  }
}
