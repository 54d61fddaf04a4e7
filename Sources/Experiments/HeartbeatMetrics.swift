internal import Statistics
package import Trial

/// The lateness of heartbeats, in every experiment that has some.
///
/// A beat that never ran is as late as it had waited at the end of the trial: a lower bound, as of an open loop's
/// unfinished units. `lost_task` and the like count such beats, and are 0 if there are none.
package enum HeartbeatMetrics {
  /// The lateness of a trial's heartbeats, as deciles and maximum in seconds, and the numbers of lost beats; empty for
  /// a trial without heartbeats.
  package static func measurements(of record: TrialRecord) -> [Measurement] {
    (record.heartbeats ?? []).flatMap(measurements)
  }

  /// The metric of a heartbeat's lateness, in seconds, such as `late_task`; `late_home_reply` if the heartbeat waits
  /// for the reply to one beat before it sends the next.
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
    // Deciles need no minimum number of beats: a stall is one event, however many beats it delays.
    return Deciles.measurements(metric, ofSorted: late).dropLast() + [
      Measurement(metric, "max", longest, count: count), lost,
    ]
  }
}

extension TrialPlan.Heartbeat.Place {
  /// What runs a beat there.
  fileprivate var noun: String {
    switch self {
    case .home, .task: "task"
    case .thread: "thread"
    case .dispatch: "block"
    }
  }
}
