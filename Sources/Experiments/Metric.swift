import Statistics

/// Something that is measured: its name, its unit, and the words for it in a sentence.
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
  ///   - verb: the verb of a sentence about a strategy: "A *used* 1.7 × the CPU of B".
  ///   - noun: the object of that sentence; the name in words if left out.
  ///   - circumstances: for stats that do not belong to the strategy but happen beside it, the subject of the sentence:
  ///     "with A the *longest wait* was 1.7 × that with B".
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

  /// The metric under which result files have its prediction.
  package var predicted: Metric { Metric(name + "_predicted", unit: unit) }

  /// Metrics are the same if their names are: the words serve sentences only.
  package static func == (left: Metric, right: Metric) -> Bool { left.name == right.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  fileprivate func phrase(_ stat: String) -> MetricPhrase {
    if let noun = circumstances[stat] { return MetricPhrase(verb: nil, noun: noun) }
    let words = ["p50": "median", "p99_9": "p99.9", "p100": "longest", "max": "longest"]
    return MetricPhrase(verb: verb, noun: stat == Quantity.onlyStat ? noun : "\(words[stat] ?? stat) \(noun)")
  }
}

/// The words of a sentence in which one strategy has more of something than another.
package struct MetricPhrase: Sendable, Equatable {
  /// Nil for what happens beside a strategy rather than belonging to it.
  package let verb: String?
  /// Such as `CPU` or `median response time`.
  package let noun: String

  /// The whole sentence, without a full stop.
  ///
  /// - Parameters:
  ///   - more: the strategy that has more.
  ///   - times: such as `1.7 ×`.
  ///   - less: the strategy that it is compared with; nil if that is clear.
  package func sentence(_ more: String, _ times: String, _ less: String?) -> String {
    if let verb { return "\(more) \(verb) \(times) the \(noun)" + (less.map { " of \($0)" } ?? "") }
    return "with \(more) the \(noun) was \(times) that" + (less.map { " with \($0)" } ?? "")
  }
}

/// A metric and a statistic of it: one number per trial.
package struct Quantity: Sendable, Hashable {
  /// The metric that it is a statistic of.
  package var metric: Metric
  /// `value` if a trial has only one number of the metric; else such as `p99`, `max` or `in_order`.
  package var stat: String

  /// The stat of a metric of which a trial has only one number.
  package static let onlyStat = "value"

  package init(_ metric: Metric, stat: String = Self.onlyStat) {
    self.metric = metric
    self.stat = stat
  }

  /// As contrasts and plans have it: `runtime`, `response_p99`.
  package var name: String { Self.name(metric: metric.name, stat: stat) }

  /// The same from the columns of `measurements.csv`.
  package static func name(metric: String, stat: String) -> String { stat == onlyStat ? metric : "\(metric)_\(stat)" }

  /// The words for it in a sentence.
  package var phrase: MetricPhrase { metric.phrase(stat) }
}

/// One number of one trial.
package struct Measurement: Sendable, Hashable {
  /// What it is.
  package var quantity: Quantity
  /// In ``Metric/unit``.
  package var value: Double
  /// The number of observations behind it, such as units; at least 1, except where nothing was observed.
  package var count: Int

  /// The only number that a trial has of a metric.
  package init(_ metric: Metric, _ value: Double, count: Int = 1) {
    self.init(metric, Quantity.onlyStat, value, count: count)
  }

  /// One of several numbers that a trial has of a metric.
  package init(_ metric: Metric, _ stat: String, _ value: Double, count: Int = 1) {
    quantity = Quantity(metric, stat: stat)
    self.value = value
    self.count = count
  }

  /// The metric of ``quantity``.
  package var metric: Metric { quantity.metric }
  /// The stat of ``quantity``.
  package var stat: String { quantity.stat }
}

/// The deciles of a trial's values, for charts of a distribution: the stats `p10`, `p20`, … `p100` of a metric.
package enum Deciles {
  /// The names of the stats, ascending.
  package static let stats = percents.map { "p\($0)" }

  private static let percents = Array(stride(from: 10, through: 100, by: 10))

  /// Each decile is the smallest value that at least this share of the values does not exceed (nearest rank); empty
  /// without values.
  ///
  /// - Parameter values: ascending, in ``Metric/unit``.
  package static func measurements(_ metric: Metric, ofSorted values: [Double]) -> [Measurement] {
    if values.isEmpty { return [] }
    return zip(percents, stats).map { percent, stat in
      Measurement(metric, stat, values[(values.count * percent + 99) / 100 - 1], count: values.count)
    }
  }
}

/// A column of the summary: the median of a quantity over the blocks.
package struct SummaryColumn: Sendable, Hashable {
  /// The heading, with the unit, such as `half stopped (s)`.
  package var title: String
  /// The quantity whose median is shown.
  package var quantity: Quantity

  /// - Parameters:
  ///   - title: with the unit.
  ///   - stat: which statistic of the metric; left out if a trial has only one number of it.
  package init(_ title: String, _ metric: Metric, stat: String = Quantity.onlyStat) {
    self.title = title
    quantity = Quantity(metric, stat: stat)
  }
}

// The metrics of every trial. Those of a single experiment are declared beside it.
extension Metric {
  /// From the barrier to the end of the last unit, in seconds.
  package static let runtime = Metric("runtime", unit: "s", verb: "took", "time")
  /// The runtime that the experiment expects, in seconds.
  package static let runtimePredicted = runtime.predicted
  /// The sum of the durations of all units, from start to done, in seconds.
  package static let cumulative = Metric("cumulative", unit: "s", verb: "spent", "time in its units")
  /// Cumulative ÷ runtime: the mean number of units in flight.
  package static let overlap = Metric("overlap", unit: "1", moreIsBetter: true)
  /// The duration of the slowest unit, from start to done, in seconds.
  package static let slowest = Metric("slowest", unit: "s")
  /// Runtime ÷ slowest: 1 if everything took as long as the slowest unit alone.
  package static let runtimePerSlowest = Metric("runtime_per_slowest", unit: "1", "runtime ÷ slowest page")
  /// Units that succeeded ÷ runtime, per second.
  package static let throughput = Metric("throughput", unit: "1/s", verb: "did", "work per second", moreIsBetter: true)
  /// CPU time of the worker in user mode, from the barrier to the end of the last unit, in seconds.
  package static let cpuUser = Metric("cpu_user", unit: "s", verb: "used", "user CPU")
  /// CPU time of the worker in the kernel, from the barrier to the end of the last unit, in seconds.
  package static let cpuSystem = Metric("cpu_system", unit: "s", verb: "used", "system CPU")
  /// User and system CPU time of the worker ÷ units that ended, in seconds.
  package static let cpuPerUnit = Metric("cpu_per_unit", unit: "s", verb: "used", "CPU")
  /// User and system CPU time of the page server, from the barrier to the end of the last unit, in seconds.
  package static let serverCPU = Metric("server_cpu", unit: "s", verb: "cost the server", "CPU")
  /// The worker's highest resident memory from the barrier to the end of the last unit, in bytes.
  package static let residentPeak = Metric("rss_peak", unit: "B", verb: "held", "memory")
  /// The worker's resident memory at the barrier, in bytes.
  package static let residentAtBarrier = Metric("rss_at_barrier", unit: "B")
  /// The worker's threads at the barrier.
  package static let threadsAtBarrier = Metric("threads_at_barrier", unit: "1")
  /// Peak of resident memory minus that of the worker before it read its plan, in bytes.
  package static let residentAdded = Metric("rss_added", unit: "B", verb: "added", "memory")
  /// Peak of threads minus those of the worker before it read its plan.
  package static let threadsAdded = Metric("threads_added", unit: "1", verb: "added", "threads")
  /// The worker's highest number of threads from the barrier to the end of the last unit, as sampled from outside.
  package static let threadsPeak = Metric("threads_peak", unit: "1", "threads")
  /// Context switches in which a thread of the worker had to wait, from the barrier to the end of the last unit.
  package static let switchesVoluntary = Metric(
    "switches_voluntary", unit: "1", verb: "made", "voluntary context switches")
  /// Context switches in which the kernel preempted a thread of the worker, from the barrier to the end of the last
  /// unit.
  package static let switchesInvoluntary = Metric(
    "switches_involuntary", unit: "1", verb: "suffered", "involuntary context switches")
  /// Page faults of the worker without disk access, from the barrier to the end of the last unit.
  package static let faultsMinor = Metric("faults_minor", unit: "1", verb: "made", "minor page faults")
  /// Page faults of the worker with disk access, from the barrier to the end of the last unit.
  package static let faultsMajor = Metric("faults_major", unit: "1", verb: "made", "major page faults")
  /// Connections that units opened, from the barrier to the end of the last unit.
  package static let connectionsOpened = Metric("connections_opened", unit: "1")
  /// Bytes of body that the units received.
  package static let bytesReceived = Metric("bytes_received", unit: "B")
  /// Units that ended with a fault.
  package static let errors = Metric("errors", unit: "1")
  /// The highest number of requests that the server had in flight at once.
  package static let inFlightPeak = Metric("in_flight_peak", unit: "1")
  /// A unit's duration in a closed loop: done − start, in seconds.
  package static let latency = Metric("latency", unit: "s", circumstances: ["max": "time of the slowest unit"])
  /// A unit's response time in an open loop: done − intended, in seconds.
  package static let response = Metric("response", unit: "s", "response time")
  /// A unit's service time in an open loop: done − start, in seconds.
  package static let service = Metric("service", unit: "s", "service time")
  /// How late a unit of an open loop begins: start − intended, in seconds.
  package static let lag = Metric("lag", unit: "s")
  /// The response time that the experiment expects, in seconds.
  package static let responsePredicted = response.predicted
  /// Units of an open loop that were unfinished when its time was over.
  package static let censored = Metric("censored", unit: "1")
  /// Achieved ÷ offered rate of an open loop, while units arrive.
  package static let achievedRatio = Metric("achieved_ratio", unit: "1", moreIsBetter: true)
  /// 1 if a strategy could not keep up with an open loop, so that its times are lower bounds; else 0.
  package static let saturated = Metric("saturated", unit: "1")
  /// Mean service time of a unit minus the mean time of a request at the server, in seconds: the client's own part.
  package static let serviceUnseen = Metric("service_unseen", unit: "s")
  /// CPU time of the worker ÷ runtime: the mean number of cores that it kept busy.
  package static let coresUsed = Metric("cores_used", unit: "1", verb: "used", "cores", moreIsBetter: true)
  /// How many cores other programs kept busy during the block: the same number for all its trials.
  package static let coresOfOthers = Metric("cores_of_others", unit: "1")
  /// How many cores a program that wanted all of them got, just before or just after the block, whichever is less: the
  /// same number for all its trials.
  package static let coresObtained = Metric("cores_obtained", unit: "1")
  /// 1 if the machine was busy with other things before or during the block, so that it supports no verdict; else 0.
  /// The same number for all its trials.
  package static let machineBusy = Metric("machine_busy", unit: "1")
}
