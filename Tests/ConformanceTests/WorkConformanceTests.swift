import Experiments
import Testing
import Trial
import Workload

/// Whatever a unit is made of, every strategy runs it in a real worker.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct WorkConformanceTests {
  private static let computation = Computation(pageBytes: 300, passes: 4)

  private static let works: [TrialPlan.Work] = [
    .nothing, .wait(seconds: 0.002), .compute(computation), .fetchThenCompute(computation),
  ]

  @Test(arguments: StrategyName.allCases, works)
  func everyUnitEndsOnceWithTheRightAnswer(_ strategy: StrategyName, _ work: TrialPlan.Work) async throws {
    let answer = work.computation?.answer(from: PageText.bytes(300)) ?? 0
    let page = PageRequest(size: 300)
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: strategy, work: work,
          pages: work.fetches ? [Page(name: "page", url: "http://page-server\(page.target)", body: page.body)] : [],
          units: 12, concurrency: 3),
        server: work.fetches ? ServerRequest() : nil,
        checks: TrialChecks(limitsInFlight: strategy.keepsLimit, answer: answer))
    ) { _ in }
    #expect(result.voidReason == nil)
    #expect(result.record.unitsSucceeded == 12)
    #expect(result.rows.map(\.timesEnded) == Array(repeating: 1, count: 12))
    #expect(result.rows.map(\.answer) == Array(repeating: answer, count: 12))
    #expect(result.record.bytesReceived == (work.fetches ? 12 * 300 : 0))
  }

  @Test func aWrongAnswerVoids() async throws {
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: .sequential, work: .compute(Self.computation), pages: [], units: 3, concurrency: 1),
        checks: TrialChecks(answer: 1))
    ) { _ in }
    #expect(result.voidReason == "3 units did not find out what they were to compute")
  }
}
