import Trial
import Workload

/// Prints pages and summaries in the format that was asked for.
struct PagesPrinter: Sendable {
  private let load: PagesLoad
  private let comparesStrategies: Bool
  private let format: PagesFormat
  private var runs: [PagesDocument.Run] = []

  init(load: PagesLoad, comparesStrategies: Bool, format: PagesFormat) {
    self.load = load
    self.comparesStrategies = comparesStrategies
    self.format = format
  }

  /// Where each page is reported by itself.
  private var listsPages: Bool { load.repetitions == nil && !comparesStrategies }

  func begin() throws {
    switch format {
    case .text: if comparesStrategies { try StandardOutput.write(table.header) }
    case .json: break
    case .csv: try StandardOutput.write(listsPages ? PagesCSV.pageHeader : PagesCSV.summaryHeader)
    }
  }

  /// Called as a page ends.
  func show(_ report: UnitReport) {
    guard format == .text, listsPages else { return }
    // If nobody can read it, the summary says so.
    try? StandardOutput.write(PagesText.line(report, page(report)))
  }

  /// Called as a strategy is done.
  mutating func add(_ summary: PagesSummary, _ reports: [UnitReport]) throws {
    let pages = reports.sorted { $0.unit < $1.unit }.map { PagesDocument.PageResult($0, page($0)) }
    switch format {
    case .text:
      if comparesStrategies {
        try StandardOutput.write(table.row(summary))
      } else {
        try StandardOutput.write(load.repetitions == nil ? PagesText.summary(summary) : PagesText.loadSummary(summary))
      }
    case .json:
      runs.append(PagesDocument.Run(summary: summary, pages: load.repetitions == nil ? pages : nil))
    case .csv:
      try StandardOutput.write(
        listsPages ? pages.map { PagesCSV.row(summary.strategy, $0) }.joined() : PagesCSV.row(summary))
    }
  }

  func end() throws {
    if format == .json { try StandardOutput.write(PagesDocument(runs: runs).text) }
  }

  private var table: PagesTable { PagesTable(columns: load.repetitions == nil ? PagesTable.pages : PagesTable.load) }

  private func page(_ report: UnitReport) -> Page { load.pages[report.unit % load.pages.count] }
}
