import Catalogue
import Experiments
import FakeRuns
import PageProtocol
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct RequestTests {
  private func request(_ experiment: Experiment, _ load: String, _ strategy: StrategyName) throws -> TrialRequest {
    let schedule = try Schedule.of(experiment, profile: .standard)
    return try #require(schedule.load(load)).request(for: strategy, on: twoCores)
  }

  @Test func fivePages() throws {
    let request = try request(.fivePages, "c5", .taskGroup)
    #expect(
      request.plan.pages.map(\.url) == [
        "https://google.com/page?delay=120ms", "https://facebook.com/page?delay=180ms",
        "https://amazon.com/page?delay=350ms", "https://apple.com/page?delay=90ms",
        "https://netflix.com/page?delay=260ms",
      ])
    #expect(request.plan.pages.allSatisfy { $0.body == PageText.digest(1024) })
    #expect(request.plan.units == 5 && request.plan.concurrency == 5 && request.plan.connections == .fresh)
    #expect(request.server?.tls == true && request.server?.threads == 1)
    #expect(request.server?.names == ["google.com", "facebook.com", "amazon.com", "apple.com", "netflix.com"])
    #expect(
      request.plan.warmUp?.page.url == "https://google.com/rendezvous?count=5&timeout=2s"
        && request.plan.warmUp?.units == 5)
    #expect(request.checks.expectedFaults.isEmpty && request.checks.limitsInFlight && request.checks.answer == 0)
    // Five pages of 120, 180, 350, 90 and 260 ms.
    #expect(request.checks.leastServerSeconds.isApproximately(1))
  }

  @Test("The warm-up opens as many connections as the strategy uses at once.")
  func warmUp() throws {
    func warmUp(_ strategy: StrategyName, _ load: String = "n10-d100ms") throws -> TrialPlan.WarmUp? {
      try request(.fanOut, load, strategy).plan.warmUp
    }
    #expect(try warmUp(.sequential)?.units == 1)
    #expect(try warmUp(.taskGroupBlocking)?.units == 2)
    #expect(try warmUp(.threadPool, "n1000-d100ms")?.units == 1000)
    let page = try warmUp(.eventLoop)?.page
    #expect(page?.url == "http://page-server/rendezvous?count=10&timeout=2s" && page?.body == nil)
  }

  @Test("Rounds warm up what is measured by its cost, not what mostly waits, and not what is to start cold.")
  func warmUpRounds() throws {
    #expect(try request(.fanOut, "n10-d100ms", .eventLoop).plan.warmUpRounds == nil)
    let rounds = try #require(try request(.scale, "c64-d0", .eventLoop).plan.warmUpRounds)
    #expect(rounds.units == 256 && rounds.page == nil)
    var cold = try #require(Schedule.of(.scale, profile: .standard).load("c64-d0")).resolved.spec
    cold.startsCold = true
    #expect(ResolvedLoad(cold, seed: 1).warmUpRounds(on: twoCores) == nil)
  }

  @Test("Identical pages are listed once in the plan.")
  func onePage() throws {
    let request = try request(.fanOut, "n10000-d100ms", .eventLoop)
    #expect(request.plan.pages.map(\.url) == ["http://page-server/page?delay=100ms"])
    #expect(request.plan.units == 10_000)
  }
}
