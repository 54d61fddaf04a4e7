import Experiments

/// How a sentence says that one thing has more of a metric than another: "A used 1.7 × the CPU of B", or, of what nobody has,
/// "with A the longest wait was 1.7 × that with B".
package struct MetricPhrase: Sendable, Equatable {
  /// Nil for what happens with a side rather than belonging to it.
  package var verb: String?
  package var noun: String
  /// Whether the side that has more is the better one.
  package var moreIsBetter: Bool

  /// - Parameter quantity: the name of a ``Quantity``. A metric that is not listed "had 1.7 × the" and its name.
  package init(_ quantity: String) {
    moreIsBetter = Self.better.contains { quantity.hasPrefix($0) }
    if let noun = Self.circumstances[quantity] {
      self.noun = noun
      return
    }
    if let (verb, noun) = Self.known[quantity] {
      (self.verb, self.noun) = (verb, noun)
      return
    }
    verb = "had"
    for (suffix, word) in Self.stats where quantity.hasSuffix(suffix) {
      noun = "\(word) \(quantity.dropLast(suffix.count))".replacing("_", with: " ")
      return
    }
    noun = quantity.replacing("_", with: " ")
  }

  /// The whole sentence, without a full stop.
  ///
  /// - Parameters:
  ///   - times: such as `1.7 ×`.
  ///   - less: what the other one is compared with; nil: everybody knows.
  package func sentence(_ more: String, _ times: String, _ less: String?) -> String {
    if let verb { return "\(more) \(verb) \(times) the \(noun)" + (less.map { " of \($0)" } ?? "") }
    return "with \(more) the \(noun) was \(times) that" + (less.map { " with \($0)" } ?? "")
  }

  private static let known: [String: (String, String)] = [
    "runtime": ("took", "time"),
    "runtime_per_slowest": ("had", "runtime ÷ slowest page"),
    "cumulative": ("spent", "time in its units"),
    "throughput": ("did", "work a second"),
    "time_to_first": ("took", "time to the first result"),
    "time_to_half": ("took", "time to half of the results"),
    "time_to_all": ("took", "time to all results"),
    "time_per_operation": ("took", "time for an operation"),
    "response_p50": ("had", "median response time"),
    "response_p99": ("had", "p99 response time"),
    "cpu_per_unit": ("used", "CPU"),
    "cpu_user": ("used", "user CPU"),
    "cpu_system": ("used", "system CPU"),
    "server_cpu": ("cost the server", "CPU"),
    "cores_used": ("used", "cores"),
    "rss": ("held", "resident memory (RSS)"),
    "pss": ("held", "proportional memory (PSS)"),
    "rss_peak": ("held", "memory"),
    "rss_added": ("added", "memory"),
    "threads_peak": ("had", "threads"),
    "threads_added": ("added", "threads"),
    "switches_voluntary": ("made", "voluntary context switches"),
    "switches_involuntary": ("suffered", "involuntary context switches"),
    "faults_minor": ("made", "minor page faults"),
    "faults_major": ("made", "major page faults"),
  ]

  private static let circumstances = [
    "latency_max": "time of the slowest unit",
    "longest_wait": "longest wait for a turn",
    "fast_done_p90": "time until 90 % of the fast pages were done",
    "time_to_stop_p100": "time until the last page had stopped",
    "late_task_max": "longest delay of an unrelated task",
    "late_home_max": "longest delay of a small task beside the load",
    "late_home_p50": "median delay of a small task beside the load",
  ]

  private static let better = [
    "throughput", "overlap", "cores_used", "jain_index", "operations", "achieved_ratio",
  ]

  private static let stats = [
    ("_p50", "median"), ("_p90", "p90"), ("_p99", "p99"), ("_p99_9", "p99.9"), ("_p100", "longest"), ("_mean", "mean"),
    ("_max", "longest"),
  ]
}
