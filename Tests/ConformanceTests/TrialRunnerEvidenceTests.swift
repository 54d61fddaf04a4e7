import HostSystem
import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// What makes a trial invalid by the page server's statistics.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TrialRunnerEvidenceTests {
  /// Four valid units at a limit of two, over two connections, and a server whose statistics agree.
  private func flaw(
    connections: ConnectionPolicy = .reuse, expecting faults: Set<String> = [], limitsInFlight: Bool = true,
    failed: Int = 0, clientConnections: UInt16 = 1, overflowsBefore: Int = 7, warmUp: Int? = nil, warmedUp: Int = 2,
    work: TrialPlan.Work = .fetch, contention: ContentionRecord? = nil,
    server change: (inout ServerStatistics) -> Void
  ) -> String? {
    var rows = [UnitRow](repeating: UnitRow(), count: 4)
    for place in rows.indices {
      rows[place].timesEnded = 1
      rows[place].connectionsOpened = place < 2 ? clientConnections : 0
      if place < failed { rows[place].fault = Fault.timedOut.rawValue }
    }
    let nothing = ResourceUsage(
      userNanoseconds: 0, systemNanoseconds: 0, voluntarySwitches: 0, involuntarySwitches: 0, minorFaults: 0,
      majorFaults: 0)
    var record = TrialRecord(
      startUnixNanoseconds: 0, startMonotonicNanoseconds: 0, runtimeNanoseconds: 1, usage: nothing, peakResidentKiB: 0,
      residentAtBarrierKiB: 0, threadsAtBarrier: 1, unitsEnded: 4, unitsSucceeded: 4 - failed, unitsRepeated: 0,
      bytesReceived: 0, connectionsOpened: Int(2 * clientConnections),
      faults: failed > 0 ? [Fault.timedOut.name: failed] : [:], failures: [])
    record.contention = contention
    var before = ServerStatistics(
      elapsedSeconds: 0, requests: 0, responses: [:], inFlight: 0, peakInFlight: 0, inFlightSeconds: 0,
      connectionsOpened: 0, connectionsOpen: 0, tlsHandshakes: 0, bodyBytes: 0, service: .init(), lateness: .init(),
      cpuUserSeconds: 0, cpuSystemSeconds: 0, listenOverflows: overflowsBefore)
    var after = before
    after.listenOverflows = 0
    after.requests = 4
    after.peakInFlight = 2
    after.connectionsOpened = 2
    change(&after)
    before.peakInFlight = warmedUp
    return TrialEvidence(
      plan: TrialPlan(
        strategy: .threadPool, work: work,
        pages: [Page(name: "a", url: "http://127.0.0.1/page")], units: 4, concurrency: 2,
        connections: connections,
        warmUp: warmUp.map { TrialPlan.WarmUp(page: Page(name: "w", url: "http://127.0.0.1/rendezvous"), units: $0) }),
      checks: TrialChecks(expectedFaults: faults, limitsInFlight: limitsInFlight), record: record, rows: rows,
      warmUp: WorkerMessage.Ready(), serverBefore: before, serverAfter: after
    ).flaw
  }

  @Test func statisticsThatAgreeAreValid() { #expect(flaw { _ in } == nil) }

  @Test(arguments: [3, 5])
  func anotherNumberOfRequestsIsInvalid(requests: Int) {
    #expect(flaw { $0.requests = requests } == "the server counted \(requests) requests, the client 4")
  }

  @Test(arguments: [(2, true), (3, true), (4, true), (1, false), (5, false)])
  func aFailedUnitMayOrMayNotHaveReachedTheServer(requests: Int, isFine: Bool) {
    let flaw = flaw(expecting: ["timed-out"], failed: 2) { $0.requests = requests }
    #expect((flaw == nil) == isFine)
  }

  @Test func moreInFlightThanTheLimitIsInvalid() {
    #expect(flaw { $0.peakInFlight = 3 } == "the server saw 3 requests in flight where the limit is 2")
    #expect(flaw(limitsInFlight: false) { $0.peakInFlight = 3 } == nil)
  }

  @Test("Listen overflows count from the barrier; those of the warm-up are not subtracted.")
  func listenOverflowsSinceTheBarrierAreInvalid() {
    #expect(flaw { $0.listenOverflows = 9 }?.contains("dropped 9 connections") == true)
    #expect(flaw(overflowsBefore: 9) { $0.listenOverflows = 9 }?.contains("dropped 9 connections") == true)
    #expect(flaw(overflowsBefore: 9) { $0.listenOverflows = 2 }?.contains("dropped 2 connections") == true)
    #expect(flaw(overflowsBefore: 9) { $0.listenOverflows = 0 } == nil)
  }

  @Test func aUnitThatComputesToAlsoFetches() {
    let work = TrialPlan.Work.fetchThenCompute(Computation(pageBytes: 1, passes: 1))
    #expect(flaw(work: work) { $0.requests = 3 } == "the server counted 3 requests, the client 4")
    #expect(flaw(work: work) { _ in } == nil)
  }

  @Test("A lock that loses operations is invalid; without a shared counter none can be lost.")
  func exclusion() {
    func flaw(_ primitive: Contention.Primitive, counted: Int?) -> String? {
      let work = TrialPlan.Work.contend(Contention(primitive, criticalSectionNanoseconds: 0, seconds: 1))
      let found = ContentionRecord(
        nanoseconds: 1, operations: [3, 4], longestWaitNanoseconds: [0, 0], counted: counted)
      return self.flaw(work: work, contention: found) { _ in }
    }
    for primitive in Contention.Primitive.allCases where primitive != .nothing {
      #expect(flaw(primitive, counted: 7) == nil)
      #expect(
        flaw(primitive, counted: 6) == "\(primitive.rawValue) did not exclude other workers: 7 operations counted to 6")
      #expect(flaw(primitive, counted: nil)?.contains("lacks the workers' counts") == true)
    }
    #expect(flaw(.nothing, counted: nil) == nil)
  }

  @Test func moreConnectionsThanFetchesInFlightAreInvalidWithReuse() {
    #expect(flaw { $0.connectionsOpened = 3 }?.contains("3 connections were opened where 2") == true)
    #expect(flaw(clientConnections: 2) { _ in }?.contains("4 connections were opened where 2") == true)
    #expect(flaw(connections: .fresh, clientConnections: 2) { $0.connectionsOpened = 4 } == nil)
  }

  @Test func connectionsThatTheWarmUpDidNotOpenAreInvalid() {
    #expect(flaw(warmUp: 2) { $0.connectionsOpened = 2 }?.contains("2 connections were opened after") == true)
    #expect(flaw(clientConnections: 0, warmUp: 2) { $0.connectionsOpened = 1 }?.contains("1 connections") == true)
    #expect(flaw(clientConnections: 0, warmUp: 2) { $0.connectionsOpened = 0 } == nil)
    #expect(
      flaw(clientConnections: 0, warmUp: 2, warmedUp: 1) { $0.connectionsOpened = 0 }
        == "the warm-up had 1 fetches in flight at once instead of 2")
  }
}
