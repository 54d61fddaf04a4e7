import Statistics

/// What is measured: a name, always with the same unit, and how a sentence says it.
package struct Metric: Sendable, Hashable {
  /// As result files have it, such as `cpu_per_unit`.
  package let name: String
  /// `s` seconds, `ns` nanoseconds, `B` bytes, `1/s` per second, `1` a count or a ratio.
  package let unit: String
  /// Whether the strategy that has more of it is the better one.
  package let moreIsBetter: Bool
  private let verb: String
  private let noun: String
  private let circumstances: [String: String]

  /// - Parameters:
  ///   - verb: what a strategy does that has it: "A *used* 1.7 × the CPU of B".
  ///   - noun: what it has then; the name in words if left out.
  ///   - circumstances: by stat, the noun where the metric happens beside a strategy rather than belonging to it: "with A the
  ///     *longest wait* was 1.7 × that with B".
  package init(
    _ name: String, unit: String, verb: String = "had", _ noun: String? = nil, moreIsBetter: Bool = false,
    circumstances: [String: String] = [:]
  ) {
    self.name = name
    self.unit = unit
    self.moreIsBetter = moreIsBetter
    self.verb = verb
    self.noun = noun ?? name.replacing("_", with: " ")
    self.circumstances = circumstances
  }

  /// What a prediction of it is called in result files.
  package var predicted: Metric { Metric(name + "_predicted", unit: unit) }

  fileprivate func phrase(_ stat: String) -> MetricPhrase {
    if let noun = circumstances[stat] { return MetricPhrase(verb: nil, noun: noun) }
    let words = ["p50": "median", "p99_9": "p99.9", "p100": "longest", "max": "longest"]
    return MetricPhrase(verb: verb, noun: stat == Quantity.onlyStat ? noun : "\(words[stat] ?? stat) \(noun)")
  }
}

/// How a sentence says that one strategy has more of something than another.
package struct MetricPhrase: Sendable, Equatable {
  /// Nil for what happens beside a strategy rather than belonging to it.
  package let verb: String?
  package let noun: String

  /// The whole sentence, without a full stop.
  ///
  /// - Parameters:
  ///   - times: such as `1.7 ×`.
  ///   - less: what the other one is compared with; nil if that is clear.
  package func sentence(_ more: String, _ times: String, _ less: String?) -> String {
    if let verb { return "\(more) \(verb) \(times) the \(noun)" + (less.map { " of \($0)" } ?? "") }
    return "with \(more) the \(noun) was \(times) that" + (less.map { " with \($0)" } ?? "")
  }
}

/// One number that every trial gives: a metric, and which statistic of it.
package struct Quantity: Sendable, Hashable {
  package var metric: Metric
  /// `value` where a trial has only one number of the metric; else such as `p99`, `max` or `in_order`.
  package var stat: String

  /// The stat of a metric of which a trial has only one number.
  package static let onlyStat = "value"

  package init(_ metric: Metric, stat: String = Self.onlyStat) {
    self.metric = metric
    self.stat = stat
  }

  /// As contrasts and plans call it: `runtime`, `response_p99`.
  package var name: String { Self.name(metric: metric.name, stat: stat) }

  /// The same from the columns of `measurements.csv`.
  package static func name(metric: String, stat: String) -> String { stat == onlyStat ? metric : "\(metric)_\(stat)" }

  /// How a sentence says it.
  package var phrase: MetricPhrase { metric.phrase(stat) }
}

/// One number that one trial gave.
package struct Measurement: Sendable, Hashable {
  package var quantity: Quantity
  package var value: Double
  /// How many observations it stands for.
  package var count: Int

  package init(_ metric: Metric, _ value: Double, count: Int = 1) {
    self.init(metric, Quantity.onlyStat, value, count: count)
  }

  package init(_ metric: Metric, _ stat: String, _ value: Double, count: Int = 1) {
    quantity = Quantity(metric, stat: stat)
    self.value = value
    self.count = count
  }

  package var metric: Metric { quantity.metric }
  package var stat: String { quantity.stat }
}

/// A column of the summary: a number of each trial, as its median over the blocks.
package struct SummaryColumn: Sendable, Hashable {
  package var title: String
  package var quantity: Quantity

  package init(_ title: String, _ metric: Metric, stat: String = Quantity.onlyStat) {
    self.title = title
    quantity = Quantity(metric, stat: stat)
  }
}

// What every trial is measured by. What only one experiment measures is declared beside it.
extension Metric {
  /// From the barrier to the end of the last unit.
  package static let runtime = Metric("runtime", unit: "s", verb: "took", "time")
  package static let runtimePredicted = runtime.predicted
  /// The units' own durations added up.
  package static let cumulative = Metric("cumulative", unit: "s", verb: "spent", "time in its units")
  /// Cumulative ÷ runtime: how many units were in flight on average.
  package static let overlap = Metric("overlap", unit: "1", moreIsBetter: true)
  /// The duration of the unit that took longest.
  package static let slowest = Metric("slowest", unit: "s")
  package static let runtimePerSlowest = Metric("runtime_per_slowest", unit: "1", "runtime ÷ slowest page")
  /// Units that succeeded ÷ runtime.
  package static let throughput = Metric("throughput", unit: "1/s", verb: "did", "work per second", moreIsBetter: true)
  package static let cpuUser = Metric("cpu_user", unit: "s", verb: "used", "user CPU")
  package static let cpuSystem = Metric("cpu_system", unit: "s", verb: "used", "system CPU")
  /// User and system CPU time of the worker ÷ units that ended.
  package static let cpuPerUnit = Metric("cpu_per_unit", unit: "s", verb: "used", "CPU")
  /// CPU time of the page server.
  package static let serverCPU = Metric("server_cpu", unit: "s", verb: "cost the server", "CPU")
  package static let residentPeak = Metric("rss_peak", unit: "B", verb: "held", "memory")
  package static let residentAtBarrier = Metric("rss_at_barrier", unit: "B")
  package static let threadsAtBarrier = Metric("threads_at_barrier", unit: "1")
  /// Peak memory beyond that of the worker before it knew its plan.
  package static let residentAdded = Metric("rss_added", unit: "B", verb: "added", "memory")
  /// Peak threads beyond those of the worker before it knew its plan.
  package static let threadsAdded = Metric("threads_added", unit: "1", verb: "added", "threads")
  package static let threadsPeak = Metric("threads_peak", unit: "1", "threads")
  package static let switchesVoluntary = Metric(
    "switches_voluntary", unit: "1", verb: "made", "voluntary context switches")
  package static let switchesInvoluntary = Metric(
    "switches_involuntary", unit: "1", verb: "suffered", "involuntary context switches")
  package static let faultsMinor = Metric("faults_minor", unit: "1", verb: "made", "minor page faults")
  package static let faultsMajor = Metric("faults_major", unit: "1", verb: "made", "major page faults")
  package static let connectionsOpened = Metric("connections_opened", unit: "1")
  package static let bytesReceived = Metric("bytes_received", unit: "B")
  package static let errors = Metric("errors", unit: "1")
  /// The most requests at the server at any moment.
  package static let inFlightPeak = Metric("in_flight_peak", unit: "1")
  /// Of a closed loop: done − start.
  package static let latency = Metric("latency", unit: "s", circumstances: ["max": "time of the slowest unit"])
  /// Of an open loop: done − intended.
  package static let response = Metric("response", unit: "s", "response time")
  /// Of an open loop: done − start.
  package static let service = Metric("service", unit: "s", "service time")
  /// Of an open loop: start − intended.
  package static let lag = Metric("lag", unit: "s")
  package static let responsePredicted = response.predicted
  /// Units of an open loop that were unfinished when its time was over.
  package static let censored = Metric("censored", unit: "1")
  /// Achieved ÷ offered rate of an open loop.
  package static let achievedRatio = Metric("achieved_ratio", unit: "1", moreIsBetter: true)
  /// 1 where a strategy could not keep up with an open loop, and its times are lower bounds; else 0.
  package static let saturated = Metric("saturated", unit: "1")
  /// Mean service time of a unit minus the time that its request was at the server: the client's own part.
  package static let serviceUnseen = Metric("service_unseen", unit: "s")
  /// CPU time ÷ runtime: how many cores the worker kept busy on average.
  package static let coresUsed = Metric("cores_used", unit: "1", verb: "used", "cores", moreIsBetter: true)
}
