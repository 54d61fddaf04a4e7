/// The files of a run that grow block by block.
package enum RunFile: String, Sendable, CaseIterable {
  case measurements = "measurements.csv"
  case requests = "requests.csv"
  case histograms = "histograms.csv"
  case environment = "environment.csv"

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

  /// Raised whenever a column is added, renamed or means something else.
  package static let schemaVersion = 2
}

/// What to add to each file.
package typealias FileTexts = [RunFile: String]
