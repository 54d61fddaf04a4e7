import Experiments
import HostSystem
import Statistics
import Strategies
import Trial
import Workload

/// The results of one strategy, as the machine-readable formats have them.
struct PagesSummary: Encodable, Sendable {
  var strategy: String
  /// The limit on pages in flight; nil if the strategy keeps none.
  var concurrency: Int?
  var connections: String
  /// Pages that ended.
  var pages: Int
  /// Of these, the pages that failed.
  var failures: Int
  /// The number of failures by reason.
  var faults: [String: Int]
  var runtimeSeconds: Double
  var cumulativeSeconds: Double
  /// Cumulative ÷ runtime: the mean number of pages in flight.
  var overlap: Double?
  var slowestPage: String?
  var slowestSeconds: Double?
  /// Runtime ÷ slowest; 1 is the best possible.
  var runtimePerSlowest: Double?
  var pagesPerSecond: Double?
  var bytes: Int
  var connectionsOpened: Int
  var threadsPeak: Int
  var cpuSeconds: Double
  var cpuMicrosecondsPerPage: Double?
  var switchesVoluntary: Int
  var switchesInvoluntary: Int
  var switchesPerPage: Double?
  /// Microseconds of runtime per page, of the first tenth of the pages; nil for fewer than 1,000 pages.
  var firstTenthMicrosecondsPerPage: Double?
  /// The same for the other pages.
  var restMicrosecondsPerPage: Double?
  /// Requests that were sent again, because a kept connection had ended before it answered.
  var repeats: Int
  /// Of the pages that succeeded.
  var latencySeconds: Latency
  /// Of the pages that failed.
  var failureLatencySeconds: Latency

  /// Each is nil if there are too few pages for it.
  struct Latency: Encodable, Sendable {
    var mean: Double?
    var p50: Double?
    var p90: Double?
    var p99: Double?
    var p999: Double?
    var max: Double?

    init(_ durations: UnitsSummary.Durations) {
      mean = durations.mean
      p50 = durations.quantile(.p50)
      p90 = durations.quantile(.p90)
      p99 = durations.quantile(.p99)
      p999 = durations.quantile(.p999)
      max = durations.max
    }
  }

  init(_ plan: TrialPlan, _ trial: TrialResult, _ units: UnitsSummary) {
    let record = trial.record
    let usage = record.usage
    strategy = plan.strategy.rawValue
    concurrency = plan.strategy.keepsLimit ? plan.concurrency : nil
    connections = plan.connections.rawValue
    pages = units.ended
    failures = record.unitsEnded - record.unitsSucceeded
    faults = record.faults
    runtimeSeconds = Double(record.runtimeNanoseconds) * 1e-9
    cumulativeSeconds = units.cumulative
    bytes = record.bytesReceived
    connectionsOpened = record.connectionsOpened
    threadsPeak = trial.threadsPeak
    cpuSeconds = Double(usage.cpuNanoseconds) * 1e-9
    switchesVoluntary = usage.voluntarySwitches
    switchesInvoluntary = usage.involuntarySwitches
    repeats = units.repeats
    latencySeconds = Latency(units.successes)
    failureLatencySeconds = Latency(units.failures)
    if let slowest = units.slowest {
      slowestPage = plan.pages[slowest.unit % plan.pages.count].name
      slowestSeconds = slowest.seconds
      if slowest.seconds > 0 { runtimePerSlowest = runtimeSeconds / slowest.seconds }
    }
    if runtimeSeconds > 0 {
      overlap = cumulativeSeconds / runtimeSeconds
      pagesPerSecond = Double(record.unitsSucceeded) / runtimeSeconds
    }
    firstTenthMicrosecondsPerPage = units.pace.map { $0.firstTenth * 1e6 }
    restMicrosecondsPerPage = units.pace.map { $0.rest * 1e6 }
    if units.ended > 0 {
      cpuMicrosecondsPerPage = cpuSeconds * 1e6 / Double(units.ended)
      switchesPerPage = Double(switchesVoluntary + switchesInvoluntary) / Double(units.ended)
    }
  }
}
