package import Trial

/// How late heartbeats were, whatever the experiment.
package enum HeartbeatMetrics {
  package static func measurements(of record: TrialRecord) -> [Measurement] {
    (record.heartbeats ?? []).flatMap(measurements)
  }

  /// `late_task` and the like; with `_reply` for a heartbeat that waits for its last beat.
  package static func metric(_ heartbeat: TrialPlan.Heartbeat) -> Metric {
    Metric("late_" + heartbeat.place.rawValue + (heartbeat.pacing == .reply ? "_reply" : ""), unit: "s")
  }

  private static func measurements(_ record: HeartbeatRecord) -> [Measurement] {
    let metric = metric(record.heartbeat)
    let count = record.lateNanoseconds.count
    let ran = record.lateNanoseconds.filter { $0 >= 0 }.map { Double($0) / 1e9 }.sorted()
    guard let longest = ran.last else { return [] }
    // Every tenth of the beats, and not only what a rare one supports: a stall is one event, however many beats it met.
    return stride(from: 10, through: 90, by: 10).map { percent in
      Measurement(metric, "p\(percent)", ran[max(1, (ran.count * percent + 99) / 100) - 1], count: count)
    } + [
      Measurement(metric, "max", longest, count: count),
      Measurement(Metric("lost_" + metric.name.dropFirst("late_".count), unit: "1"), Double(count - ran.count)),
    ]
  }
}
