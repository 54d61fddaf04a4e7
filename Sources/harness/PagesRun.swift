import Experiments
import HostSystem
import Runs
import Strategies
import Synchronization
import Trial
import TrialRunner
import Workload

/// Fetches the pages with one strategy after another and prints the results of each.
struct PagesRun: Sendable {
  var load: PagesLoad
  var strategies: [StrategyName]
  var format: PagesFormat
  var runner: ProcessTrialRunner
  /// The files that must not change between strategies that are compared; nil if none are.
  var programs: ProgramWatch?

  /// - Returns: whether every page was fetched with every strategy, in valid trials.
  func run() async throws -> Bool {
    var printer = PagesPrinter(load: load, comparesStrategies: strategies.count > 1, format: format)
    try printer.begin()
    var isComplete = true
    for strategy in strategies where !Task.isCancelled {
      do {
        let attempt = try await fetch(strategy, printer)
        if let change = programs?.change() {
          StandardError.write("harness: \(strategy.rawValue): \(change)")
          isComplete = false
          break
        }
        try printer.add(attempt.summary, attempt.reports)
        isComplete = reportProblems(attempt) && isComplete
      } catch let error as TrialRunError where error.code != .programMissing {
        StandardError.write("harness: \(strategy.rawValue): \(error)")
        isComplete = false
      }
    }
    try printer.end()
    return isComplete && !Task.isCancelled
  }

  /// The results of one strategy.
  private struct Attempt {
    var summary: PagesSummary
    var reports: [UnitReport]
    var invalidReason: String?
  }

  private func fetch(_ strategy: StrategyName, _ printer: PagesPrinter) async throws -> Attempt {
    let request = load.request(strategy)
    let reports = Mutex<[UnitReport]>([])
    let (trial, units) = try await runner.observe(request) { report in
      reports.withLock { $0.append(report) }
      printer.show(report)
    } read: {
      UnitsSummary($0)
    }
    return Attempt(
      summary: PagesSummary(request.plan, trial, units), reports: reports.withLock { $0 },
      invalidReason: trial.invalidReason)
  }

  /// Writes to standard error if the trial was invalid or pages failed.
  ///
  /// - Returns: whether neither was the case.
  private func reportProblems(_ attempt: Attempt) -> Bool {
    let strategy = attempt.summary.strategy
    if let reason = attempt.invalidReason {
      StandardError.write("harness: \(strategy): invalid: \(reason)")
      return false
    }
    let failures = attempt.summary.failures
    guard failures > 0 else { return true }
    StandardError.write("harness: \(strategy): \(failures) of \(attempt.summary.pages) pages failed")
    return false
  }
}

/// Prints pages and summaries in one of the formats.
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

  /// Whether each page is reported.
  private var listsPages: Bool { load.repetitions == nil && !comparesStrategies }

  func begin() throws {
    switch format {
    case .text: if comparesStrategies { try StandardOutput.write(table.header) }
    case .json: break
    case .csv: try StandardOutput.write(listsPages ? PagesCSV.pageHeader : PagesCSV.summaryHeader)
    }
  }

  /// Called when a page has ended.
  func show(_ report: UnitReport) {
    guard format == .text, listsPages else { return }
    // A failure cancels the run, and is reported at its end.
    try? StandardOutput.write(PagesText.line(report, page(report)))
  }

  /// Called when a strategy has ended.
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
