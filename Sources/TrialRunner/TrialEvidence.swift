package import PageProtocol
import Strategies
package import Trial
import Workload

/// Decides whether a trial is valid, from three independent accounts of it: the worker's record, its units' rows, and
/// the page server's statistics.
package struct TrialEvidence {
  private let plan: TrialPlan
  private let checks: TrialChecks
  private let record: TrialRecord
  private let totals: UnitTotals
  private let warmUp: WorkerMessage.Ready
  private let wasCutShort: Bool
  private let serverBefore: ServerStatistics?
  private let serverAfter: ServerStatistics?

  /// Takes the accounts of a trial that has ended.
  ///
  /// - Parameters:
  ///   - rows: the units' rows, in the order of the units.
  ///   - warmUp: the worker's report of its warm-up.
  ///   - wasCutShort: whether an open loop's time was over before all its units had ended.
  ///   - serverBefore: the server's statistics of the warm-up; nil if the trial had no page server.
  ///   - serverAfter: the server's statistics from the barrier to the last unit; nil if the trial had no page server.
  package init(
    plan: TrialPlan, checks: TrialChecks, record: TrialRecord, rows: some Collection<UnitRow>,
    warmUp: WorkerMessage.Ready, wasCutShort: Bool = false, serverBefore: ServerStatistics? = nil,
    serverAfter: ServerStatistics? = nil
  ) {
    self.plan = plan
    self.checks = checks
    self.record = record
    totals = UnitTotals(rows, answer: checks.answer)
    self.warmUp = warmUp
    self.wasCutShort = wasCutShort
    self.serverBefore = serverBefore
    self.serverAfter = serverAfter
  }

  /// Why the trial is invalid, in words; nil if it is valid. No rule depends on a measured duration.
  package var flaw: String? {
    warmUpFlaw ?? coldFlaw ?? accountingFlaw ?? turnsFlaw ?? faultFlaw ?? answerFlaw ?? connectionFlaw ?? serverFlaw
      ?? openLoopFlaw ?? contentionFlaw
  }

  private var warmUpFlaw: String? {
    guard warmUp.warmUpFailures > 0 else { return nil }
    return "\(warmUp.warmUpFailures) units of the warm-up failed, the first with: "
      + (warmUp.firstWarmUpFailure ?? "no cause given")
  }

  /// A strategy that uses its whole limit must have done so in the warm-up, so that all its connections were open.
  private var coldFlaw: String? {
    guard let warmUp = plan.warmUp, plan.work.fetches, plan.connections == .reuse, plan.strategy.width == .limit,
      checks.expectedFaults.isEmpty
    else { return nil }
    if let serverBefore, serverBefore.peakInFlight != warmUp.units {
      return "the warm-up had \(serverBefore.peakInFlight) fetches in flight at once instead of \(warmUp.units)"
    }
    let opened = max(record.connectionsOpened, serverAfter?.connectionsOpened ?? 0)
    return opened > 0 ? "\(opened) connections were opened after the barrier; all should have been open before" : nil
  }

  private var turnsFlaw: String? {
    guard let turns = plan.turns, record.turns?.count != turns.count else { return nil }
    return "\(record.turns?.count ?? 0) of \(turns.count) turns have a window"
  }

  /// Every unit ended exactly once, unless the trial was cut short, and the record agrees with the rows.
  private var accountingFlaw: String? {
    if totals.count != plan.units { return "\(totals.count) units have rows, of \(plan.units)" }
    if let unit = totals.firstNotOnce, unit.times > 0 || (plan.cancellation == nil && !wasCutShort) {
      return "unit \(unit.index) ended \(unit.times) times; \(totals.notOnce) units did not end exactly once"
    }
    if record.unitsRepeated != 0 { return "\(record.unitsRepeated) units ended more than once" }
    return disagreement("units ended", record.unitsEnded, totals.ended)
      ?? disagreement("units succeeded", record.unitsSucceeded, totals.succeeded)
      ?? disagreement("bytes received", record.bytesReceived, totals.bytes)
      ?? disagreement("connections opened", record.connectionsOpened, totals.connectionsOpened)
      ?? faultNames.lazy.compactMap { name in
        disagreement("units with fault \(name)", record.faults[name] ?? 0, totals.faults[name] ?? 0)
      }.first
  }

  private var faultNames: [String] { Set(record.faults.keys).union(totals.faults.keys).sorted() }

  private func disagreement(_ what: String, _ record: Int, _ rows: Int) -> String? {
    record == rows ? nil : "\(what): \(record) in the record, \(rows) in the rows"
  }

  private var faultFlaw: String? {
    let expected = wasCutShort ? checks.expectedFaults.union([Fault.cancelled.name]) : checks.expectedFaults
    let unexpected = record.faults.filter { $0.value > 0 && !expected.contains($0.key) }
    guard let worst = unexpected.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
    let first = record.failures.first { $0.fault == worst.key }
    return "\(worst.value) units failed with \(worst.key), which is not expected here"
      + (first.map { "; the first, unit \($0.unit): \($0.detail)" } ?? "")
  }

  /// A strategy that skips some of the computing has another answer.
  private var answerFlaw: String? {
    guard totals.wrongAnswers > 0 else { return nil }
    return "\(totals.wrongAnswers) units computed a wrong result"
  }

  /// A primitive without mutual exclusion would be faster, but loses some of the counted operations.
  private var contentionFlaw: String? {
    guard let contention = plan.work.contention, contention.primitive != .nothing else { return nil }
    guard let found = record.contention, let counted = found.counted else {
      return "the record lacks the workers' counts"
    }
    let operations = found.operations.reduce(0, +)
    guard counted != operations else { return nil }
    return "\(contention.primitive.rawValue) did not exclude other workers: "
      + "\(operations) operations counted to \(counted)"
  }

  /// With kept-alive connections, a strategy never needs more connections than it has fetches in flight.
  private var connectionFlaw: String? {
    guard plan.connections == .reuse, isBounded, checks.expectedFaults.isEmpty else { return nil }
    let opened = max(record.connectionsOpened, serverAfter?.connectionsOpened ?? 0)
    guard opened > plan.concurrency else { return nil }
    return "\(opened) connections were opened where \(plan.concurrency) were to be reused"
  }

  private var isBounded: Bool { checks.limitsInFlight }

  private var serverFlaw: String? {
    guard let serverAfter else { return nil }
    if serverAfter.listenOverflows > 0 {
      return
        "the kernel dropped \(serverAfter.listenOverflows) connections because the page server's listen queue was full"
    }
    if isBounded && serverAfter.peakInFlight > plan.concurrency {
      return "the server saw \(serverAfter.peakInFlight) requests in flight where the limit is \(plan.concurrency)"
    }
    guard plan.work.fetches else { return nil }
    // A unit that failed may have failed before its request was sent, or after it was answered.
    let least = totals.succeeded
    let most = checks.expectedFaults.isEmpty && !wasCutShort ? least : plan.units + totals.repeats
    guard (least...most).contains(serverAfter.requests) || redirects else {
      return "the server counted \(serverAfter.requests) requests, the client "
        + (least == most ? "\(least)" : "\(least) to \(most)")
        + (totals.repeats > 0 ? ", and sent \(totals.repeats) again" : "")
    }
    return nil
  }

  /// Checks client against server by Little's law, L = λ·W (Little 1961). Multiplied by the duration of a trial that
  /// begins and ends with nothing in flight, the law is exact for any number of units: the time integral of requests in
  /// flight, measured by the server, is the sum of the times that the requests spend there.
  ///
  /// The client's own sum, Σ (done − start), is larger, because it includes sending, receiving and scheduling. These
  /// belong to the strategy and must not make a trial invalid. But a request is at the server neither before its unit
  /// starts nor after it is done, and at least for its delay. So the integral lies between the sum of the delays and
  /// the client's sum; otherwise one of the two accounts is wrong.
  private var openLoopFlaw: String? {
    guard plan.arrivals != nil, plan.work.fetches, checks.expectedFaults.isEmpty, let serverAfter else { return nil }
    let seen = serverAfter.inFlightSeconds
    if seen > totals.seconds * (1 + Self.littleTolerance) {
      return
        "by Little's law the server's \(seen) request-seconds in flight are more than the client's \(totals.seconds)"
    }
    if !wasCutShort, seen < checks.leastServerSeconds * (1 - Self.littleTolerance) {
      return "by Little's law the server's \(seen) request-seconds in flight are less than the "
        + "\(checks.leastServerSeconds) that were asked for"
    }
    return nil
  }

  private static let littleTolerance = 0.05

  /// Whether a fetch may be more than one request.
  private var redirects: Bool { plan.pages.contains { $0.url.contains("location=") } }
}

/// The sums over a trial's rows.
private struct UnitTotals {
  var count = 0
  var ended = 0
  var succeeded = 0
  var bytes = 0
  var connectionsOpened = 0
  /// Requests that were sent again.
  var repeats = 0
  /// The sum of done − start, of the units that ended.
  var seconds = 0.0
  var faults: [String: Int] = [:]
  /// Units without fault whose result is not the expected one.
  var wrongAnswers = 0
  /// Units that never ended, or ended more than once, and the first of them.
  var notOnce = 0
  var firstNotOnce: NotOnce?

  struct NotOnce {
    var index: Int
    var times: Int
  }

  init(_ rows: some Collection<UnitRow>, answer: UInt32) {
    var faultsByNumber = [Int](repeating: 0, count: 256)
    for (index, row) in rows.enumerated() {
      count += 1
      if row.timesEnded != 1 {
        notOnce += 1
        firstNotOnce = firstNotOnce ?? NotOnce(index: index, times: Int(row.timesEnded))
      }
      guard row.timesEnded > 0 else { continue }
      ended += 1
      seconds += Double(row.durationNanoseconds) * 1e-9
      if row.fault == 0 {
        succeeded += 1
        if row.answer != answer { wrongAnswers += 1 }
      }
      faultsByNumber[Int(row.fault)] += 1
      bytes += Int(row.bytes)
      connectionsOpened += Int(row.connectionsOpened)
      repeats += Int(row.repeats)
    }
    for (number, count) in faultsByNumber.enumerated().dropFirst() where count > 0 {
      faults[Fault(rawValue: UInt8(number))?.name ?? "fault \(number)"] = count
    }
  }
}
