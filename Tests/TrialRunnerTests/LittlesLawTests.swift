import HostSystem
import PageProtocol
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// Four requests of 100 ms each in the client, 0.4 s together, with requested delays of 80 ms each, 0.32 s together.
/// The server's request-seconds in flight are the argument of each test.
@Suite("The server's request-seconds in flight must fit the client's times", .timeLimit(.minutes(1)))
struct LittlesLawTests {
  private static let tooMuch = "are more than the client's 0.4"
  private static let tooLittle = "are less than the 0.32 that were asked for"

  private func flaw(
    inFlightSeconds: Double?, arrivals: Arrivals? = Arrivals(.constant, perSecond: 20), work: TrialPlan.Work = .fetch,
    expecting faults: Set<String> = [], wasCutShort: Bool = false
  ) -> String? {
    let rows = (0..<4 as Range<Int64>).map { unit in
      UnitRow(
        startNanoseconds: 1_000_000_000 + unit * 50_000_000, doneNanoseconds: 1_100_000_000 + unit * 50_000_000,
        timesEnded: 1)
    }
    let record = TrialRecord(
      startUnixNanoseconds: 0, startMonotonicNanoseconds: 1_000_000_000, runtimeNanoseconds: 250_000_000,
      usage: ResourceUsage(
        userNanoseconds: 0, systemNanoseconds: 0, voluntarySwitches: 0, involuntarySwitches: 0, minorFaults: 0,
        majorFaults: 0),
      peakResidentKiB: 0, residentAtBarrierKiB: 0, threadsAtBarrier: 1, unitsEnded: 4, unitsSucceeded: 4,
      unitsRepeated: 0, bytesReceived: 0, connectionsOpened: 0, faults: [:], failures: [])
    let before = ServerStatistics(
      elapsedSeconds: 0, requests: 0, responses: [:], inFlight: 0, peakInFlight: 0, inFlightSeconds: 0,
      connectionsOpened: 0, connectionsOpen: 0, tlsHandshakes: 0, bodyBytes: 0, service: .init(), lateness: .init(),
      cpuUserSeconds: 0, cpuSystemSeconds: 0, listenOverflows: 0)
    let after = inFlightSeconds.map { seconds in
      var after = before
      (after.requests, after.peakInFlight, after.inFlightSeconds) = (4, 2, seconds)
      return after
    }
    return TrialEvidence(
      plan: TrialPlan(
        strategy: .threadPool, work: work, pages: [Page(name: "a", url: "http://127.0.0.1/page")], units: 4,
        concurrency: 2, arrivals: arrivals),
      checks: TrialChecks(expectedFaults: faults, leastServerSeconds: 0.32), record: record, rows: rows,
      warmUp: WorkerMessage.Ready(), wasCutShort: wasCutShort, serverBefore: before, serverAfter: after
    ).flaw
  }

  /// A tolerance of 5 % for the two clocks: 0.304 to 0.42 s are accepted.
  @Test(arguments: [
    (0.303, tooLittle), (0.3039, tooLittle), (0.3041, nil), (0.32, nil), (0.4, nil), (0.4199, nil), (0.4201, tooMuch),
    (0.8, tooMuch),
  ])
  func limits(inFlightSeconds: Double, complaint: String?) {
    let flaw = flaw(inFlightSeconds: inFlightSeconds)
    guard let complaint else {
      #expect(flaw == nil)
      return
    }
    #expect(flaw == "by Little's law the server's \(inFlightSeconds) request-seconds in flight \(complaint)")
  }

  @Test("If units were cancelled, the server may have seen less than their delays, but not more than the client.")
  func cutShort() {
    #expect(flaw(inFlightSeconds: 0.1, wasCutShort: true) == nil)
    #expect(flaw(inFlightSeconds: 0.4201, wasCutShort: true)?.hasSuffix(Self.tooMuch) == true)
  }

  @Test("The law is checked only for open loops that fetch from the page server and expect no faults.")
  func whereItIsChecked() {
    #expect(flaw(inFlightSeconds: 0.8, arrivals: nil) == nil)
    #expect(flaw(inFlightSeconds: 0.8, work: .nothing) == nil)
    #expect(flaw(inFlightSeconds: 0.8, expecting: [Fault.timedOut.name]) == nil)
    #expect(flaw(inFlightSeconds: nil) == nil)
  }
}
