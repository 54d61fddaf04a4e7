import Foundation
import TextFormats
import Trial
import Workload

/// Pages and summaries in sentences.
enum PagesText {
  /// `Requested google.com in 0.12 seconds (200, 1024 bytes)`, or why not.
  static func line(_ report: UnitReport, _ page: Page) -> String {
    let seconds = fixed(report.seconds, 2)
    guard let fault = report.fault else {
      return "Requested \(page.name) in \(seconds) seconds (\(report.httpStatus), \(report.bytes) bytes)\n"
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

  /// The summary of a load of many pages.
  static func loadSummary(_ summary: PagesSummary) -> String {
    let latency = summary.latencySeconds
    let quantiles = [
      ("mean", latency.mean), ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99),
      ("p99.9", latency.p999), ("max", latency.max),
    ].map { "\($0) \(duration($1))" }
    var lines = [
      "\(summary.pages) pages in \(fixed(summary.runtimeSeconds, 2)) seconds by \(summary.strategy), "
        + "at most \(summary.concurrency) at once, \(summary.connectionsOpened) connections",
      "Throughput \(number(summary.pagesPerSecond)) pages/s",
      "CPU \(number(summary.cpuMicrosecondsPerPage)) µs a page, context switches \(number(summary.switchesPerPage)) a page",
      "Latency " + quantiles.joined(separator: ", "),
    ]
    if summary.failures > 0 {
      let causes = summary.faults.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        "\($0.value) \($0.key)"
      }
      lines.append("Failures \(summary.failures): \(causes.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Why a page failed, as a person would say it.
  private static func words(_ fault: Fault, status: Int) -> String {
    switch fault {
    case .malformedURL: "malformed URL"
    case .unsupportedScheme: "neither http nor https"
    case .unresolvedHost: "the host's name does not resolve"
    case .connectionFailed: "no connection"
    case .connectionLost: "the connection was lost"
    case .certificate: "the certificate does not verify"
    case .tls: "no TLS"
    case .httpStatus: "HTTP status \(status)"
    case .timedOut: "timed out"
    case .bodyCutShort: "the body was cut short"
    case .wrongBody: "the body is wrong"
    case .tooManyRedirects: "too many redirects"
    case .tooManyOpenFiles: "too many open files"
    case .cancelled: "cancelled"
    case .protocolViolation: "that is no HTTP"
    case .other: "failed"
    case .deadlock: "deadlock"
    }
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  /// Three digits; a dash where there is no number.
  static func number(_ value: Double?) -> String { value.map(NumberText.number) ?? "–" }

  static func duration(_ seconds: Double?) -> String { seconds.map(NumberText.seconds) ?? "–" }
}
