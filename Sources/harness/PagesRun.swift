import Experiments
import Strategies
import Synchronization
import Trial
import TrialRunner

/// Fetches the pages by one strategy after another, and prints what came of each.
struct PagesRun: Sendable {
  var load: PagesLoad
  var strategies: [StrategyName]
  var format: PagesFormat
  var runner: ProcessTrialRunner

  /// - Returns: whether every page of every strategy came.
  func run() async throws -> Bool {
    var printer = PagesPrinter(load: load, comparesStrategies: strategies.count > 1, format: format)
    try printer.begin()
    var isComplete = true
    for strategy in strategies where !Task.isCancelled {
      do {
        let attempt = try await fetch(strategy, printer)
        try printer.add(attempt.summary, attempt.reports)
        isComplete = complain(attempt) && isComplete
      } catch let error as TrialRunError where error.code != .programMissing {
        StandardError.write("harness: \(strategy.rawValue): \(error)")
        isComplete = false
      }
    }
    try printer.end()
    return isComplete && !Task.isCancelled
  }

  /// One strategy's pages.
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
      summary: PagesSummary(request.plan, trial, units), reports: reports.withLock { $0 }, invalidReason: trial.invalidReason)
  }

  /// Says on standard error what did not go well.
  ///
  /// - Returns: whether there was nothing to say.
  private func complain(_ attempt: Attempt) -> Bool {
    let strategy = attempt.summary.strategy
    if let reason = attempt.invalidReason {
      StandardError.write("harness: \(strategy): not to be counted: \(reason)")
      return false
    }
    let failures = attempt.summary.failures
    guard failures > 0 else { return true }
    StandardError.write("harness: \(strategy): \(failures) of \(attempt.summary.pages) pages failed")
    return false
  }
}
