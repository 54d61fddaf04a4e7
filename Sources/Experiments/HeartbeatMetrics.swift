import Statistics
package import Trial

/// How late heartbeats were, whatever the experiment.
///
/// A beat that never ran is as late as it had waited at the end of the trial: a lower bound, as of an open loop's
/// unfinished units. `lost_task` and the like count them, also where there are none.
package enum HeartbeatMetrics {
  package static func measurements(of record: TrialRecord) -> [Measurement] {
    (record.heartbeats ?? []).flatMap(measurements)
  }

  /// `late_task` and the like; with `_reply` for a heartbeat that waits for its last beat.
  package static func metric(_ heartbeat: TrialPlan.Heartbeat) -> Metric {
    let name = "late_" + heartbeat.place.rawValue + (heartbeat.pacing == .reply ? "_reply" : "")
    let subject = heartbeat.place == .home ? "a small task beside the load" : "an unrelated \(heartbeat.place.noun)"
    return Metric(
      name, unit: "s", circumstances: ["max": "longest delay of \(subject)", "p50": "median delay of \(subject)"])
  }

  private static func measurements(_ record: HeartbeatRecord) -> [Measurement] {
    let metric = metric(record.heartbeat)
    let count = record.lateNanoseconds.count
    let lost = Measurement(
      Metric("lost_" + metric.name.dropFirst("late_".count), unit: "1"),
      Double(record.lateNanoseconds.count { $0 < 0 }), count: count)
    let late = zip(record.dueNanoseconds, record.lateNanoseconds).map { due, late in
      Double(late < 0 ? record.endNanoseconds - due : late) / 1e9
    }.sorted()
    guard let longest = late.last else { return [lost] }
    // Every tenth of the beats, and not only what a rare one supports: a stall is one event, however many beats it met.
    return stride(from: 10, through: 90, by: 10).map { percent in
      Measurement(metric, "p\(percent)", late[max(1, (count * percent + 99) / 100) - 1], count: count)
    } + [
      Measurement(metric, "max", longest, count: count), lost,
    ]
  }
}

extension TrialPlan.Heartbeat.Place {
  /// What runs there.
  fileprivate var noun: String {
    switch self {
    case .home, .task: "task"
    case .thread: "thread"
    case .dispatch: "block"
    }
  }
}
