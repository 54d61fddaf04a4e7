import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct CancelTests {
  private func load(_ name: String) throws -> PlannedLoad {
    try #require(try Schedule.of(.cancel, profile: .standard).load(name))
  }

  private func predicted(_ load: PlannedLoad, _ strategy: StrategyName) throws -> Double {
    try #require(load.prediction(for: strategy)?.further.first { $0.metric.name == "time_to_stop_predicted" }?.value)
  }

  @Test("A thread in poll stops one second after it fell asleep, which is 0.9 s after the order; a loop stops at once.")
  func predictions() throws {
    let load = try load("order-n1000")
    #expect((0.9...1.05).contains(try predicted(load, .threadPool)))
    #expect(load.leftOut.contains { $0.strategy == .dispatch && $0.reason.hasPrefix("does not apply: ") })
    #expect((0.001...0.1).contains(try predicted(load, .taskGroup)))
    #expect(try predicted(load, .taskGroup) == predicted(load, .callbacks))
  }

  @Test("With its sockets shut down, a pool of threads is predicted to stop as fast as a loop.")
  func shutdown() throws {
    let load = try load("order-n1000-shutdown")
    #expect((0.001...0.1).contains(try predicted(load, .threadPool)))
    #expect(load.leftOut.map(\.strategy).contains(.taskGroup))
    let request = load.request(for: .threadPool, on: twoCores)
    #expect(request.plan.cancellation == .init(.order, afterSeconds: 0.1, shutsSocketsDown: true))
    #expect(
      try self.load("order-n1000").request(for: .threadPool, on: twoCores).plan.cancellation?.shutsSocketsDown != true)
  }

  @Test func requests() throws {
    let order = try load("order-n1000").request(for: .taskGroup, on: twoCores)
    #expect(order.plan.cancellation == .init(.order, afterSeconds: 0.1))
    #expect(order.checks.expectedFaults == ["cancelled"])
    #expect(order.plan.pages.map(\.url) == ["http://page-server/page?delay=5s"])
    let fault = try load("fault-n1000").request(for: .taskGroup, on: twoCores)
    #expect(fault.checks.expectedFaults == ["cancelled", "http-status"])
    #expect(fault.plan.pages.count == 1000)
    #expect(fault.plan.pages.count { $0.url.contains("status=500") } == 1)
  }

  /// The barrier is at 5 s of the clock, the order at 5.1 s, the count at 6.1 s. Half of the units end 50 ms after the
  /// order, the others 1.2 s after it.
  @Test func whatIsLeft() throws {
    let load = try load("order-n1000")
    var result = TrialResult.fake(load.request(for: .threadPool, on: twoCores), milliseconds: [150, 1300])
    #expect(Experiment.cancel.furtherMetrics(result, load.resolved).isEmpty)
    result.record.leftovers = LeftoverResources(
      orderedNanoseconds: 5_100_000_000, countedNanoseconds: 6_100_000_000, threads: 502, connections: 500)
    let found = Experiment.cancel.furtherMetrics(result, load.resolved)
    func value(_ name: String, _ stat: String = "value") -> Double? {
      found.first { $0.metric.name == name && $0.stat == stat }?.value
    }
    #expect(value("time_to_stop", "p50")?.isApproximately(0.05) == true)
    #expect(value("time_to_stop", "p100")?.isApproximately(1.2) == true)
    #expect(value("units_left") == 500 && value("threads_left") == 500 && value("connections_left") == 500)
  }
}
