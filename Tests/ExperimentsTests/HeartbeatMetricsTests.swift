import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct HeartbeatMetricsTests {
  @Test("Nine beats that were 1 to 9 ms late, and one that never ran and had waited for 150 ms at the end.")
  func latenesses() throws {
    let request = try Schedule.of(.hogs).loads[0].request(for: .taskGroup, on: twoCores)
    var record = TrialResult.fake(request).record
    #expect(HeartbeatMetrics.measurements(of: record).isEmpty)
    let late = [5, 1, 9, 3, 7, 2, 8, 4, 6].map { Int64($0) * 1_000_000 } + [-1]
    record.heartbeats = [
      HeartbeatRecord(
        heartbeat: .init(.task), dueNanoseconds: (1...10).map { Int64($0) * 5_000_000 }, lateNanoseconds: late,
        endNanoseconds: 200_000_000),
      HeartbeatRecord(
        heartbeat: .init(.home, .reply), dueNanoseconds: [5_000_000], lateNanoseconds: [70_000_000],
        endNanoseconds: 80_000_000),
      HeartbeatRecord(
        heartbeat: .init(.dispatch), dueNanoseconds: [5_000_000, 10_000_000], lateNanoseconds: [-1, -1],
        endNanoseconds: 2_000_000_000),
      HeartbeatRecord(heartbeat: .init(.thread), dueNanoseconds: [], lateNanoseconds: [], endNanoseconds: 1),
    ]
    let found = HeartbeatMetrics.measurements(of: record)
    func value(_ name: String, _ stat: String) -> Double? {
      found.first { $0.metric.name == name && $0.stat == stat }?.value
    }
    #expect(value("late_task", "p50")?.isApproximately(0.005) == true)
    #expect(value("late_task", "p90")?.isApproximately(0.009) == true)
    #expect(value("late_task", "max")?.isApproximately(0.15) == true)
    #expect(value("lost_task", "value") == 1)
    #expect(value("lost_home_reply", "value") == 0)
    #expect(value("lost_dispatch", "value") == 2 && value("late_dispatch", "max")?.isApproximately(1.995) == true)
    #expect(value("lost_thread", "value") == 0 && value("late_thread", "max") == nil)
    #expect(value("late_home_reply", "max")?.isApproximately(0.07) == true)
  }
}
