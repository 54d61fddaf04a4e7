/// What is measured: a name, always with the same unit.
package struct Metric: Sendable, Hashable {
  package let name: String
  /// `s` seconds, `B` bytes, `1/s` a second, `1` a count or a ratio.
  package let unit: String

  package init(_ name: String, unit: String) {
    self.name = name
    self.unit = unit
  }

  package static let runtime = Metric("runtime", unit: "s")
  package static let runtimePredicted = Metric("runtime_predicted", unit: "s")
  package static let cumulative = Metric("cumulative", unit: "s")
  package static let overlap = Metric("overlap", unit: "1")
  package static let slowest = Metric("slowest", unit: "s")
  package static let runtimePerSlowest = Metric("runtime_per_slowest", unit: "1")
  package static let throughput = Metric("throughput", unit: "1/s")
  package static let cpuUser = Metric("cpu_user", unit: "s")
  package static let cpuSystem = Metric("cpu_system", unit: "s")
  package static let cpuPerUnit = Metric("cpu_per_unit", unit: "s")
  package static let serverCPU = Metric("server_cpu", unit: "s")
  package static let residentPeak = Metric("rss_peak", unit: "B")
  package static let residentAtBarrier = Metric("rss_at_barrier", unit: "B")
  package static let threadsAtBarrier = Metric("threads_at_barrier", unit: "1")
  /// Peak memory and threads beyond those of the worker before it knew its plan.
  package static let residentAdded = Metric("rss_added", unit: "B")
  package static let threadsAdded = Metric("threads_added", unit: "1")
  package static let threadsPeak = Metric("threads_peak", unit: "1")
  package static let switchesVoluntary = Metric("switches_voluntary", unit: "1")
  package static let switchesInvoluntary = Metric("switches_involuntary", unit: "1")
  package static let faultsMinor = Metric("faults_minor", unit: "1")
  package static let faultsMajor = Metric("faults_major", unit: "1")
  package static let connectionsOpened = Metric("connections_opened", unit: "1")
  package static let bytesReceived = Metric("bytes_received", unit: "B")
  package static let errors = Metric("errors", unit: "1")
  package static let inFlightPeak = Metric("in_flight_peak", unit: "1")
  package static let latency = Metric("latency", unit: "s")
  /// Of an open loop, instead of `latency`: done − intended, done − start, start − intended.
  package static let response = Metric("response", unit: "s")
  package static let service = Metric("service", unit: "s")
  package static let lag = Metric("lag", unit: "s")
  package static let responsePredicted = Metric("response_predicted", unit: "s")
  /// Units of an open loop that were unfinished when its time was over.
  package static let censored = Metric("censored", unit: "1")
  package static let achievedRatio = Metric("achieved_ratio", unit: "1")
  /// 1 where a strategy could not keep up with an open loop, and its times are lower bounds; else 0.
  package static let saturated = Metric("saturated", unit: "1")
  /// What a unit's service took longer, on average, than its request was at the server: the client's own part.
  package static let serviceUnseen = Metric("service_unseen", unit: "s")
}

/// One number that one trial gave.
package struct Measurement: Sendable, Hashable {
  package var metric: Metric
  /// Which number of the metric: `value` where there is only one.
  package var stat: String
  package var value: Double
  /// How many observations it stands for.
  package var count: Int

  package init(_ metric: Metric, _ value: Double, count: Int = 1) {
    self.init(metric, "value", value, count: count)
  }

  package init(_ metric: Metric, _ stat: String, _ value: Double, count: Int = 1) {
    self.metric = metric
    self.stat = stat
    self.value = value
    self.count = count
  }
}

/// A column of the summary: a number of each trial, as its median over the blocks.
package struct SummaryColumn: Sendable, Hashable {
  package var title: String
  package var metric: Metric
  package var stat: String

  package init(_ title: String, _ metric: Metric, stat: String = "value") {
    self.title = title
    self.metric = metric
    self.stat = stat
  }
}

/// One number that every trial gives: a metric, and which number of it.
package struct Quantity: Sendable, Hashable {
  package var metric: Metric
  package var stat: String

  package init(_ metric: Metric, stat: String = "value") {
    self.metric = metric
    self.stat = stat
  }

  /// As contrasts and plans call it: `runtime`, `response_p99`.
  package var name: String { Self.name(metric: metric.name, stat: stat) }

  /// The same from the columns of `measurements.csv`.
  static func name(metric: String, stat: String) -> String { stat == "value" ? metric : "\(metric)_\(stat)" }
}
