import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// What every strategy does in real processes: worker and page server, over TCP and over TLS.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StrategyConformanceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var strategy: StrategyName
    var tls: Bool
    var connections: ConnectionPolicy

    var testDescription: String { "\(strategy.rawValue), \(tls ? "TLS" : "TCP"), \(connections.rawValue)" }

    static let all = StrategyName.allCases.flatMap { strategy in
      [
        Case(strategy: strategy, tls: false, connections: .reuse),
        Case(strategy: strategy, tls: false, connections: .fresh),
        Case(strategy: strategy, tls: true, connections: .reuse),
      ]
    }
  }

  /// Body sizes from 0 to more than any socket buffer holds, so that some bodies arrive in many pieces.
  private static let sizes = [0, 1, 7, 1024, 16_384, 100_000, 3_000_000]

  private func pages(tls: Bool) -> [Page] {
    Self.sizes.map { size in
      let request = PageRequest(delay: .constant(.milliseconds(2)), size: size)
      return Page(
        name: "\(size) bytes", url: "\(tls ? "https://site.example" : "http://page-server")\(request.target)",
        body: request.body)
    }
  }

  @Test(arguments: Case.all)
  func everyUnitEndsOnceWithTheRightBody(_ given: Case) async throws {
    let limit = 3
    let isBounded = given.strategy.keepsLimit
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: given.strategy, pages: pages(tls: given.tls), units: 28, concurrency: limit,
          connections: given.connections),
        server: ServerRequest(tls: given.tls, names: given.tls ? ["site.example"] : [], threads: 1),
        checks: TrialChecks(limitsInFlight: isBounded))
    ) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.record.unitsSucceeded == 28)
    #expect(result.rows.map(\.timesEnded) == Array(repeating: 1, count: 28))
    #expect(result.rows.map { Int($0.bytes) } == (0..<28).map { Self.sizes[$0 % Self.sizes.count] })
    let server = try #require(result.server)
    #expect(server.requests == 28)
    #expect(server.responses == ["200": 28])
    #expect(server.bodyBytes == 4 * Self.sizes.reduce(0, +))
    if isBounded { #expect((1...limit).contains(server.peakInFlight)) }
    switch given.connections {
    case .fresh: #expect(server.connectionsOpened == 28)
    case .reuse where isBounded: #expect((1...limit).contains(server.connectionsOpened))
    case .reuse: #expect(server.connectionsOpened < 28)
    }
    #expect(server.tlsHandshakes == (given.tls ? server.connectionsOpened : 0))
  }

  /// The server answers only when all requests have arrived, so all must be in flight at once.
  @Test(arguments: StrategyName.allCases.filter { $0.width == .limit })
  func asManyAreInFlightAsTheLimitAllows(strategy: StrategyName) async throws {
    let url = "http://page-server/rendezvous?count=40&timeout=60s"
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: strategy, pages: [Page(name: "rendezvous", url: url)], units: 40, concurrency: 40,
          timeoutSeconds: 120),
        server: ServerRequest())
    ) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.server?.peakInFlight == 40)
  }

  @Test(arguments: StrategyName.allCases)
  func aWrongByteIsNoticed(strategy: StrategyName) async throws {
    let good = PageRequest(size: 5000)
    var bad = good
    bad.fault = .corrupt
    let pages = [good, bad].map {
      Page(name: $0.target, url: "http://page-server\($0.target)", body: good.body)
    }
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(strategy: strategy, pages: pages, units: 6, concurrency: 2), server: ServerRequest(),
        checks: TrialChecks(limitsInFlight: false))
    ) { _ in }
    #expect(result.record.faults == ["wrong-body": 3])
    #expect(result.rows.map(\.faultName) == ["", "wrong-body", "", "wrong-body", "", "wrong-body"])
    #expect(result.invalidReason?.contains("3 units failed with wrong-body") == true)
  }

  @Test("Rounds before the barrier are repeated until the cost of a unit is steady, and are not measured.")
  func warmUpRounds() async throws {
    let page = Page(name: "page", url: "http://page-server\(PageRequest().target)", body: PageRequest().body)
    var plan = TrialPlan(strategy: .eventLoop, pages: [page], units: 7, concurrency: 4)
    plan.warmUpRounds = .init(units: 20, mostSeconds: 10)
    let result = try await ProcessTrialRunner().run(TrialRequest(plan: plan, server: ServerRequest())) { _ in }
    #expect(result.invalidReason == nil && result.rows.count == 7 && result.record.unitsEnded == 7)
    #expect(result.server?.requests == 7, "the server counts from the barrier")
    let rounds = try #require(result.roundSecondsPerUnit)
    #expect(rounds.count >= Steadiness.window && rounds.allSatisfy { $0 > 0 })
    #expect(rounds.count == TrialPlan.WarmUpRounds.mostRounds || Steadiness.isReached(by: rounds))

    plan.warmUpRounds = .init(
      page: Page(name: "missing", url: "http://page-server/no/such/page", body: nil), units: 20, mostSeconds: 10)
    let failed = try await ProcessTrialRunner().run(TrialRequest(plan: plan, server: ServerRequest())) { _ in }
    #expect(failed.invalidReason?.hasPrefix("20 units of the warm-up failed, the first with: ") == true)
  }

  /// Two threads: the main thread reads orders, and the loop's thread runs every task and every transfer.
  @Test(arguments: [StrategyName.eventLoop, .callbacks])
  func anEventLoopNeedsOneThread(strategy: StrategyName) async throws {
    let request = PageRequest(delay: .constant(.milliseconds(20)))
    let page = Page(name: "page", url: "http://page-server\(request.target)", body: request.body)
    let result = try await ProcessTrialRunner().run(
      TrialRequest(
        plan: TrialPlan(
          strategy: strategy, pages: [page], units: 400, concurrency: 40,
          warmUp: TrialPlan.WarmUp(
            page: Page(name: "warm-up", url: "http://page-server/rendezvous?count=40&timeout=60s"), units: 40)),
        server: ServerRequest())
    ) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.record.threadsAtBarrier == 2)
    #expect(result.threadsPeak == 2)
    #expect(Set(result.rows.map(\.thread)).count == 1)
  }
}
