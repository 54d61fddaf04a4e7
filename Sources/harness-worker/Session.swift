import CLinux
import Foundation
import HostSystem
import Primitives
import Synchronization
import TextFormats
import Trial
import Workload

/// The worker's side of the protocol: what to do at each message.
final class Session: Sendable {
  private let channel: LineChannel
  private let barrier = DispatchSemaphore(value: 0)
  private let stop = StopFlag()
  private let trial = Mutex<(any TrialBody)?>(nil)
  /// When the order to cancel came, in nanoseconds of CLOCK_MONOTONIC.
  private let orderedNanoseconds = Mutex<Int64?>(nil)
  private let gate = Mutex(Gate())

  init(_ channel: LineChannel) { self.channel = channel }

  /// Handles one line. Called on the main thread.
  func receive(_ line: Data) {
    do {
      switch try LineChannel.decode(HarnessMessage.self, from: line) {
      case .plan(let plan): try begin(plan)
      case .go: barrier.signal()
      case .release: gate.withLock { $0 }.open()
      case .cancel:
        orderedNanoseconds.withLock { $0 = clinux_monotonic_nanoseconds() }
        stop.raise()
        trial.withLock { $0 }?.cancel()
        gate.withLock { $0 }.open()
        // The trial may still wait at the barrier.
        barrier.signal()
      }
    } catch {
      // Without the line: a plan's URLs may have passwords.
      fail("cannot follow a line of \(line.count) bytes: \(error)")
    }
  }

  /// Reports why the trial cannot go on, and ends the process.
  func fail(_ message: String) -> Never {
    try? channel.send(WorkerMessage.failure(.init(message: message)))
    // Not exit: other threads may still use what libraries would clean up.
    _exit(EXIT_FAILURE)
  }

  private func begin(_ plan: TrialPlan) throws {
    let isFirst = trial.withLock { $0 == nil }
    guard isFirst else { throw TrialError("a worker runs one trial, and this is a second plan") }
    try plan.validate()
    let measuredUnits = plan.units
    let report: @Sendable (UnitReport) -> Void = { [channel] unit in
      if unit.unit < measuredUnits { try? channel.send(WorkerMessage.unit(unit)) }
    }
    let recorder = Recorder(
      count: measuredUnits + (plan.warmUp?.units ?? 0) + (plan.warmUpRounds?.units ?? 0),
      report: plan.reportsUnits ? report : nil)
    // Contending workers begin together; held units wait for the harness.
    let gate = plan.work.contention == nil ? Gate() : Gate(openingFor: plan.units)
    self.gate.withLock { $0 = gate }
    let contention = ContentionRecorder(workers: plan.work.contention == nil ? 0 : plan.units)
    let body = try TrialBodyMaker(plan: plan, recorder: recorder, stop: stop, gate: gate, contention: contention).make()
    trial.withLock { $0 = body }
    try SystemThread.start(stackBytes: 8 << 20) { [self] in
      do {
        try run(plan, body, recorder, gate, contention)
        exit(EXIT_SUCCESS)
      } catch {
        fail("\(error)")
      }
    }
  }

  private func run(
    _ plan: TrialPlan, _ body: any TrialBody, _ recorder: Recorder, _ gate: Gate, _ contention: ContentionRecorder
  ) throws {
    let measured = 0..<plan.units
    var ready = WorkerMessage.Ready()
    if let warmUp = plan.warmUp, warmUp.units > 0 {
      let units = plan.units..<plan.units + warmUp.units
      try body.run(Load(units: units, limit: plan.concurrency, stop: stop))
      ready.warmUpFailures = recorder.rows(units).count { $0.fault != 0 || $0.timesEnded != 1 }
      ready.firstWarmUpFailure = recorder.failures(of: units).first?.detail
    }
    if let rounds = plan.warmUpRounds, ready.warmUpFailures == 0 {
      try warmUp(in: rounds, plan, body, recorder, &ready)
    }
    if plan.warmUp != nil || plan.warmUpRounds != nil { LeftoverCheck.waitForThreadsToEnd() }
    let leftoverCheck = try plan.cancellation.map {
      try LeftoverCheck($0) { [self] in orderedNanoseconds.withLock { $0 } }
    }
    let probes = try (plan.heartbeats ?? []).map { try HeartbeatProbe($0, submit: place($0.place, body)) }
    let arrivals = plan.arrivals?.times(count: plan.units)
    if plan.work.holds {
      try ArrivalMonitor.start(gate, units: plan.units) { [channel] units in
        try? channel.send(WorkerMessage.held(.init(units: units)))
      }
    }
    try channel.send(WorkerMessage.ready(ready))
    barrier.wait()

    let meter = try Meter.start()
    let schedule = arrivals.map { ArrivalSchedule($0, start: MonotonicTime.now + ArrivalSchedule.headStart) }
    leftoverCheck?.begin()
    for probe in probes { probe.begin() }
    var turns = Turns(of: plan, recorder)
    turns.begin()
    do {
      let load = Load(units: measured, limit: plan.concurrency, schedule: schedule, stop: stop)
      try body.run(load, inTurns: turns.units) { [self] turn in try turns.pause { try pause(after: turn) } }
    } catch  where plan.work.holds && recorder.rows(measured).allSatisfy({ $0.timesEnded == 1 }) {
      // The system refused threads. The held message counted the others, and every unit has been performed by them.
    }
    let reading = try meter.stop(leavingOut: turns.pauses)
    turns.end()
    turns.leaveOutPauses()
    if let schedule { recorder.stamp(measured, with: schedule) }

    if let path = plan.unitsFile { try UnitFile.write(recorder.rows(measured), to: path) }
    var record = reading.record(of: measured, from: recorder)
    record.turns = turns.windows
    record.leftovers = try leftoverCheck?.finish()
    record.heartbeats = end(probes, record, body)
    if plan.work.contention != nil { record.contention = contention.record(since: gate.openedNanoseconds) }
    try channel.send(WorkerMessage.record(record))
  }

  /// Tells the harness that a turn is over, and waits for the next one.
  private func pause(after turn: Int) throws {
    guard !stop.isRaised else { return }
    try channel.send(WorkerMessage.turn(.init(number: turn)))
    barrier.wait()
  }

  /// Performs one round after another until the cost of a unit is steady, a unit fails, or the time is over.
  private func warmUp(
    in rounds: TrialPlan.WarmUpRounds, _ plan: TrialPlan, _ body: any TrialBody, _ recorder: Recorder,
    _ ready: inout WorkerMessage.Ready
  ) throws {
    let first = plan.units + (plan.warmUp?.units ?? 0)
    let units = first..<first + rounds.units
    let start = clinux_monotonic_nanoseconds()
    var costs: [Double] = []
    var roundStart = start
    repeat {
      try body.run(Load(units: units, limit: plan.concurrency, stop: stop))
      let end = clinux_monotonic_nanoseconds()
      costs.append(Double(end - roundStart) / 1e9 / Double(rounds.units))
      roundStart = end
      ready.warmUpFailures = recorder.rows(units).count { $0.fault != 0 }
    } while ready.warmUpFailures == 0 && !Steadiness.isReached(by: costs) && !stop.isRaised
      && costs.count < TrialPlan.WarmUpRounds.mostRounds && Double(roundStart - start) / 1e9 < rounds.mostSeconds
    ready.firstWarmUpFailure = ready.firstWarmUpFailure ?? recorder.failures(of: units).first?.detail
    ready.roundSecondsPerUnit = costs
  }

  /// Runs the heartbeats' tails, and collects their records; nil if there are none.
  private func end(_ probes: [HeartbeatProbe], _ record: TrialRecord, _ body: any TrialBody) -> [HeartbeatRecord]? {
    guard !probes.isEmpty else { return nil }
    let start = record.startMonotonicNanoseconds
    let ends = probes.map { $0.end(after: record.runtimeNanoseconds, since: start) }
    // A loop that is not running would not run the beats.
    body.idle(until: (ends.max() ?? 0) + Self.lastBeatNanoseconds)
    return probes.map { $0.record(since: record.startMonotonicNanoseconds) }
  }

  /// Time for the last beat to run when nothing delays it.
  private static let lastBeatNanoseconds: Int64 = 20_000_000

  private func place(_ place: TrialPlan.Heartbeat.Place, _ body: any TrialBody) -> HeartbeatProbe.Submit {
    switch place {
    case .home: { beat in body.submit(beat) }
    case .thread: { beat in beat() }
    case .dispatch: { beat in DispatchQueue.global().async(execute: beat) }
    case .task: { beat in Task.detached { beat() } }
    }
  }
}
