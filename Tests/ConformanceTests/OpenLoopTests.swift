import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// Open loops in real processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OpenLoopTests {
  private func request(
    _ strategy: StrategyName, _ request: PageRequest, units: Int, limit: Int, _ arrivals: Arrivals
  ) -> TrialRequest {
    let page = Page(name: "page", url: "http://page-server\(request.target)", body: request.body)
    return TrialRequest(
      plan: TrialPlan(strategy: strategy, pages: [page], units: units, concurrency: limit, arrivals: arrivals),
      server: ServerRequest(), checks: TrialChecks(limitsInFlight: strategy.keepsLimit))
  }

  @Test("No page is requested before its time, and none is left out.", arguments: StrategyName.allCases)
  func everyArrival(strategy: StrategyName) async throws {
    let arrivals = Arrivals(.poisson, perSecond: 500, seed: 3)
    let result = try await ProcessTrialRunner().run(
      request(strategy, PageRequest(delay: .constant(.milliseconds(1))), units: 40, limit: 8, arrivals)
    ) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.rows.map(\.timesEnded) == Array(repeating: 1, count: 40))
    #expect(result.rows.allSatisfy { $0.startNanoseconds >= $0.intendedNanoseconds })
    // The requested times, from a start after the barrier.
    let times = arrivals.times(count: 40)
    let start = result.rows[0].intendedNanoseconds - times[0]
    #expect(result.rows.map { $0.intendedNanoseconds - start } == times)
    #expect(start > result.record.startMonotonicNanoseconds)
  }

  @Test(
    "Units that are unfinished at the end of the drain time are cancelled.",
    arguments: [.threadPerPage, .threadPool, .dispatch, .callbacks, .taskGroup, .eventLoop] as [StrategyName])
  func censored(strategy: StrategyName) async throws {
    var timeouts = Timeouts()
    timeouts.drain = .milliseconds(200)
    // Two may be in flight, and no page comes in time: of four units at most two start.
    let result = try await ProcessTrialRunner(timeouts: timeouts).run(
      request(
        strategy, PageRequest(delay: .constant(.seconds(60))), units: 4, limit: 2, Arrivals(.constant, perSecond: 1000))
    ) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.rows.allSatisfy { $0.intendedNanoseconds > 0 })
    let begun = result.rows.filter { $0.timesEnded > 0 }
    #expect((1...4).contains(begun.count))
    #expect(begun.allSatisfy { $0.faultName == "cancelled" })
    #expect(begun.count <= 2)
    if strategy.width == .limit { #expect(begun.count == 2) }
  }
}
