import Strategies

/// Strategies side by side. Columns have fixed widths, so that a row can be shown as soon as its strategy is done.
struct PagesTable {
  struct Column {
    var title: String
    var width: Int
    var text: @Sendable (PagesSummary) -> String
  }

  var columns: [Column]

  /// Where each page is fetched once.
  static let pages = [
    Column(title: "runtime s", width: 9) { PagesText.fixed($0.runtimeSeconds, 3) },
    Column(title: "cumulative s", width: 12) { PagesText.fixed($0.cumulativeSeconds, 3) },
    Column(title: "overlap", width: 7) { $0.overlap.map { PagesText.fixed($0, 1) } ?? "–" },
    Column(title: "÷ slowest", width: 9) { $0.runtimePerSlowest.map { PagesText.fixed($0, 2) } ?? "–" },
    Column(title: "threads", width: 7) { "\($0.threadsPeak)" },
    Column(title: "CPU ms", width: 8) { PagesText.fixed($0.cpuSeconds * 1e3, 1) },
    failures,
  ]

  /// Where each page is fetched many times.
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
