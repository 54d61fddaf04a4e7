import HostSystem
import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// Every strategy runs every kind of unit in a real worker.
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
    #expect(result.invalidReason == nil)
    #expect(result.record.unitsSucceeded == 12)
    #expect(result.rows.map(\.timesEnded) == Array(repeating: 1, count: 12))
    #expect(result.rows.map(\.answer) == Array(repeating: answer, count: 12))
    #expect(result.record.bytesReceived == (work.fetches ? 12 * 300 : 0))
  }

  @Test(
    "In turns, too, every unit ends once, and each turn has a window; the clock stands still between them.",
    arguments: StrategyName.allCases, works)
  func turns(_ strategy: StrategyName, _ work: TrialPlan.Work) async throws {
    let answer = work.computation?.answer(from: PageText.bytes(300)) ?? 0
    let page = PageRequest(size: 300)
    var plan = TrialPlan(
      strategy: strategy, work: work,
      pages: work.fetches ? [Page(name: "page", url: "http://page-server\(page.target)", body: page.body)] : [],
      units: 60, concurrency: 3)
    plan.turns = .init(count: 3, lead: 6)
    let request = TrialRequest(
      plan: plan, server: work.fetches ? ServerRequest() : nil,
      checks: TrialChecks(limitsInFlight: strategy.keepsLimit, answer: answer))
    for result in await ProcessTrialRunner().run(inTurns: [request, request]) {
      let result = try result.get()
      #expect(result.record.unitsSucceeded == 60)
      let turns = try #require(result.record.turns)
      // On a busy machine a thread may stand still between taking a unit and beginning it.
      #expect(result.invalidReason == (turns.count == 3 ? nil : "\(turns.count) of 3 turns have a window"))
      #expect(turns.allSatisfy { (1..<20).contains($0.units) && $0.nanoseconds > 0 })
      #expect(turns.reduce(0) { $0 + $1.nanoseconds } <= result.record.runtimeNanoseconds)
    }
  }

  @Test(
    "Held units wait all at once, and the worker's memory is read meanwhile.",
    arguments: [StrategyName.threadPool, .threadPerPage, .callbacks, .taskGroup, .eventLoop])
  func heldUnits(_ strategy: StrategyName) async throws {
    let plan = TrialPlan(strategy: strategy, work: .hold(stackBytes: 65_536), pages: [], units: 40, concurrency: 40)
    let result = try await ProcessTrialRunner().run(TrialRequest(plan: plan)) { _ in }
    let heldMemory = try #require(result.heldMemory)
    #expect(result.invalidReason == nil && result.record.unitsSucceeded == 40)
    #expect(heldMemory.unitsWaiting == 40)
    let threads = heldMemory.during.threads - heldMemory.before.threads
    // The thread that waited until all were held may have ended.
    #expect(strategy.waiting == .blockedThread ? (39...40).contains(threads) : threads < 39)
    // 40 stacks with 64 KiB in use.
    let grown = heldMemory.during.residentKiB - heldMemory.before.residentKiB
    #expect(strategy.waiting == .blockedThread ? grown >= 40 * 64 : grown < 40 * 64)
  }

  @Test("A strategy that cannot hold all units at once is released with those that wait.")
  func fewerHeldThanAsked() async throws {
    let plan = TrialPlan(strategy: .sequential, work: .hold(stackBytes: 0), pages: [], units: 3, concurrency: 3)
    let result = try await ProcessTrialRunner().run(TrialRequest(plan: plan)) { _ in }
    #expect(result.invalidReason == nil && result.heldMemory?.unitsWaiting == 1)
  }

  @Test(arguments: Contention.Primitive.allCases)
  func contention(_ primitive: Contention.Primitive) async throws {
    let work = TrialPlan.Work.contend(Contention(primitive, criticalSectionNanoseconds: 100, seconds: 0.01))
    let plan = TrialPlan(
      strategy: primitive == .actor ? .taskGroup : .threadPool, work: work, pages: [], units: 5, concurrency: 5)
    let result = try await ProcessTrialRunner().run(TrialRequest(plan: plan)) { _ in }
    #expect(result.invalidReason == nil && result.record.unitsSucceeded == 5)
    let record = try #require(result.record.contention)
    #expect(record.operations.count == 5 && record.operations.allSatisfy { $0 > 0 })
  }

  @Test(
    "The home heartbeat runs where the strategy's tasks run: it is late while a unit computes on the loop's thread.",
    arguments: StrategyName.allCases.filter(\.keepsTasksOnLoop))
  func heartbeatAtHome(_ strategy: StrategyName) async throws {
    let work = TrialPlan.Work.contend(Contention(.nothing, criticalSectionNanoseconds: 1000, seconds: 0.3))
    var plan = TrialPlan(strategy: strategy, work: work, pages: [], units: 1, concurrency: 1)
    plan.heartbeats = [.init(.home)]
    let result = try await ProcessTrialRunner().run(TrialRequest(plan: plan)) { _ in }
    #expect(result.invalidReason == nil)
    let late = try #require(result.record.heartbeats?.first?.lateNanoseconds)
    #expect(try #require(late.max()) > 150_000_000)
  }

  @Test func aWrongAnswerIsInvalid() async throws {
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: .sequential, work: .compute(Self.computation), pages: [], units: 3, concurrency: 1),
        checks: TrialChecks(answer: 1))
    ) { _ in }
    #expect(result.invalidReason == "3 units computed a wrong result")
  }
}
