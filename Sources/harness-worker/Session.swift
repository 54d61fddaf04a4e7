import Foundation
import Primitives
import Synchronization
import Trial
import Workload

/// The worker's side of the protocol: what to do at each message.
final class Session: Sendable {
  private let channel: LineChannel
  private let barrier = DispatchSemaphore(value: 0)
  private let stop = StopFlag()
  private let trial = Mutex<(any TrialBody)?>(nil)
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
        stop.raise()
        trial.withLock { $0 }?.cancel()
        gate.withLock { $0 }.open()
        // It may not have been let through the barrier.
        barrier.signal()
      }
    } catch {
      fail("cannot follow the line '\(String(decoding: line.prefix(200), as: UTF8.self))': \(error)")
    }
  }

  /// Says why nothing can come of this, and ends the process.
  func fail(_ message: String) -> Never {
    try? channel.send(WorkerMessage.failure(.init(message: message)))
    // Not exit: what libraries would clean up may be in use by other threads.
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
      count: measuredUnits + (plan.warmUp?.units ?? 0), report: plan.reportsUnits ? report : nil)
    // Workers that contend begin together; units that are held wait for the harness.
    let gate = plan.work.contention == nil ? Gate() : Gate(openingFor: plan.units)
    self.gate.withLock { $0 = gate }
    let tally = ContentionTally(workers: plan.work.contention == nil ? 0 : plan.units)
    let body = try TrialBodyMaker(plan: plan, recorder: recorder, stop: stop, gate: gate, tally: tally).make()
    trial.withLock { $0 = body }
    let runner = Thread { [self] in
      do {
        try run(plan, body, recorder, gate, tally)
        exit(EXIT_SUCCESS)
      } catch {
        fail("\(error)")
      }
    }
    runner.stackSize = 8 << 20
    runner.start()
  }

  private func run(
    _ plan: TrialPlan, _ body: any TrialBody, _ recorder: Recorder, _ gate: Gate, _ tally: ContentionTally
  ) throws {
    let measured = 0..<plan.units
    var ready = WorkerMessage.Ready()
    if let warmUp = plan.warmUp, warmUp.units > 0 {
      let units = plan.units..<plan.units + warmUp.units
      try body.run(Load(units: units, limit: plan.concurrency, stop: stop))
      ThreadCensus.settle()
      ready.warmUpFailures = recorder.rows(units).count { $0.fault != 0 || $0.timesEnded != 1 }
      ready.firstWarmUpFailure = recorder.failures(of: units).first?.detail
    }
    let arrivals = plan.arrivals?.times(count: plan.units)
    if plan.work.holds {
      HoldWatch.start(gate, units: plan.units) { [channel] units in
        try? channel.send(WorkerMessage.held(.init(units: units)))
      }
    }
    try channel.send(WorkerMessage.ready(ready))
    barrier.wait()

    let meter = try Meter.start()
    let timetable = arrivals.map { Timetable($0, start: MonotonicTime.now + Timetable.headStart) }
    do {
      try body.run(Load(units: measured, limit: plan.concurrency, timetable: timetable, stop: stop))
    } catch  where plan.work.holds && recorder.rows(measured).allSatisfy({ $0.timesEnded == 1 }) {
      // Threads that the system refused: the held message has counted the others, which have done the units of these.
    }
    let reading = try meter.stop()
    if let timetable { recorder.stamp(measured, with: timetable) }

    if let path = plan.unitsFile { try UnitFile.write(recorder.rows(measured), to: path) }
    var record = reading.record(of: measured, from: recorder)
    if plan.work.contention != nil { record.contention = tally.record(since: gate.openedNanoseconds) }
    try channel.send(WorkerMessage.record(record))
  }
}
