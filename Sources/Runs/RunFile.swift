/// The files of a run that grow block by block.
package enum RunFile: String, Sendable, CaseIterable {
  /// One row per trial, metric and statistic.
  case measurements = "measurements.csv"
  /// One row per unit of the trials with few units.
  case requests = "requests.csv"
  /// One row per bucket of each trial's latency histograms.
  case histograms = "histograms.csv"
  /// Key and value: facts about the run as a whole, and the machine's conditions during each trial.
  case environment = "environment.csv"

  /// The names in the file's first row.
  package var columns: [String] {
    switch self {
    case .measurements:
      [
        "schema_version", "run_id", "trial_id", "experiment", "load", "block", "position", "strategy", "role", "model",
        "concurrency", "offered_rps", "units", "page_bytes", "server_delay_us", "connections", "seed", "phase",
        "metric", "stat", "value", "unit", "n", "status", "error_class", "start_unix_ns",
      ]
    case .requests:
      [
        "trial_id", "experiment", "block", "strategy", "unit", "name", "thread", "intended_ns", "start_ns",
        "first_byte_ns", "done_ns", "bytes", "http_status", "error_class",
      ]
    case .histograms: ["trial_id", "metric", "low_ns", "high_ns", "count"]
    case .environment: ["run_id", "trial_id", "key", "value"]
    }
  }

  /// Raised whenever a column is added or renamed, or its meaning changes.
  package static let schemaVersion = 2
}

/// The text to append to each file; files without new text may be missing.
package typealias FileTexts = [RunFile: String]
