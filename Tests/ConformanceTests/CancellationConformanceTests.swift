import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// Cancelling a trial in real processes: everything stops, and what can be cancelled leaves nothing behind.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct CancellationConformanceTests {
  private func run(_ strategy: StrategyName, _ trigger: TrialPlan.Cancellation.Trigger) async throws -> TrialResult {
    let slow = PageRequest(delay: .constant(.seconds(60)))
    let failing = PageRequest(delay: .constant(.seconds(1)), status: 500)
    let requests = trigger == .fault ? [failing] + [PageRequest](repeating: slow, count: 29) : [slow]
    let pages = requests.map { Page(name: "page", url: "http://page-server\($0.target)", body: $0.body) }
    return try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: strategy, pages: pages, units: 30, concurrency: 30, timeoutSeconds: 120,
          cancellation: .init(trigger, afterSeconds: 1)),
        server: ServerRequest(),
        checks: TrialChecks(expectedFaults: trigger == .fault ? ["cancelled", "http-status"] : ["cancelled"]))
    ) { _ in }
  }

  @Test(
    "Nothing is left of units that waited on a loop.", arguments: [StrategyName.callbacks, .taskGroup, .eventLoop],
    [TrialPlan.Cancellation.Trigger.order, .fault])
  func nothingIsLeft(strategy: StrategyName, trigger: TrialPlan.Cancellation.Trigger) async throws {
    let result = try await run(strategy, trigger)
    #expect(result.invalidReason == nil)
    #expect(result.record.faults == (trigger == .fault ? ["cancelled": 29, "http-status": 1] : ["cancelled": 30]))
    let leftovers = try #require(result.record.leftovers)
    // The page that failed was received completely, so its connection may be reused.
    #expect(leftovers.connections == (trigger == .fault ? 1 : 0))
    #expect(result.rows.allSatisfy { $0.doneNanoseconds <= leftovers.countedNanoseconds })
    #expect((leftovers.orderedNanoseconds == nil) == (trigger == .fault))
    #expect(result.serverLeftovers?.inFlight == 0)
  }

  @Test("Blocked threads stop too.", arguments: [StrategyName.threadPool, .dispatch])
  func threadsStop(strategy: StrategyName) async throws {
    for trigger in [TrialPlan.Cancellation.Trigger.order, .fault] {
      let result = try await run(strategy, trigger)
      #expect(result.invalidReason == nil)
      #expect(result.record.unitsEnded >= 1 && result.record.unitsSucceeded == 0)
      if strategy == .threadPool { #expect(result.record.unitsEnded == 30) }
    }
  }
}
