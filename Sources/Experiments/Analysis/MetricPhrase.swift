/// How a sentence says that one thing has more of a metric than another: "A used 1.7 × the CPU of B".
package struct MetricPhrase: Sendable, Equatable {
  package var verb: String
  package var noun: String
  /// Whether the side that has more is the better one.
  package var moreIsBetter: Bool

  /// - Parameter quantity: the name of a ``Quantity``. A metric that is not listed "had 1.7 × the" and its name.
  package init(_ quantity: String) {
    moreIsBetter = Self.better.contains { quantity.hasPrefix($0) }
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

  private static let known: [String: (String, String)] = [
    "runtime": ("took", "time"),
    "runtime_per_slowest": ("had", "runtime ÷ slowest page"),
    "cumulative": ("spent", "time in its units"),
    "time_to_first": ("took", "time to the first result"),
    "time_to_half": ("took", "time to half of the results"),
    "time_to_all": ("took", "time to all results"),
    "response_p50": ("had", "median response time"),
    "response_p99": ("had", "p99 response time"),
    "cpu_per_unit": ("used", "CPU"),
    "cpu_user": ("used", "user CPU"),
    "cpu_system": ("used", "system CPU"),
    "server_cpu": ("cost the server", "CPU"),
    "rss_peak": ("held", "memory"),
    "rss_added": ("added", "memory"),
    "threads_peak": ("had", "threads"),
    "threads_added": ("added", "threads"),
    "switches_voluntary": ("made", "voluntary context switches"),
    "switches_involuntary": ("made", "involuntary context switches"),
    "faults_minor": ("made", "minor page faults"),
    "faults_major": ("made", "major page faults"),
  ]

  private static let better = [
    "throughput", "overlap", "cores_used", "jain_index", "operations", "achieved_ratio",
  ]

  private static let stats = [
    ("_p50", "median"), ("_p90", "p90"), ("_p99", "p99"), ("_p99_9", "p99.9"), ("_mean", "mean"), ("_max", "longest"),
  ]
}
