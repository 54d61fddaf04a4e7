import Experiments
import HostSystem
package import MachineWatch
import Strategies
import TextFormats
package import Trial

/// Runs the blocks of a schedule, one trial at a time, and writes each block to the run's folder when it has ended.
///
/// Cancelling the task ends the trial in progress; the blocks before it are kept.
package struct ExperimentRun: Sendable {
  private let schedule: Schedule
  private let folder: RunFolder
  private let runner: any TrialRunning
  private let observer: any RunObserver
  private let earlier: EarlierBlocks
  private let timeLimit: Duration?
  private let programs: ProgramWatch?
  private let gate: (any MachineGate)?
  private let calibration: RunningCalibration
  private let elapsed: @Sendable () -> Duration

  /// How many attempts a block gets before the run continues without it.
  package static let attempts = 3

  /// A run of the blocks of `schedule` that `earlier` does not have.
  ///
  /// - Parameters:
  ///   - runner: runs the trials.
  ///   - observer: receives the run's events.
  ///   - earlier: the blocks that were run before the run was stopped; none for a new run.
  ///   - timeLimit: no block is started that is expected to end later than this; nil: no limit.
  ///   - programs: the files that must not change while the run goes on; nil: none.
  ///   - gate: what every block has to pass; nil: the machine is not looked at.
  ///   - elapsed: the time since the run began.
  package init(
    _ schedule: Schedule, into folder: RunFolder, with runner: any TrialRunning,
    observer: any RunObserver = NoObserver(), earlier: EarlierBlocks = EarlierBlocks(), timeLimit: Duration? = nil,
    programs: ProgramWatch? = nil, gate: (any MachineGate)? = nil,
    elapsed: @escaping @Sendable () -> Duration = Self.stopwatch()
  ) {
    self.schedule = schedule
    self.folder = folder
    self.runner = runner
    self.observer = observer
    self.earlier = earlier
    self.timeLimit = timeLimit
    self.programs = programs
    self.gate = gate
    calibration = RunningCalibration(schedule.machine, with: runner)
    self.elapsed = elapsed
  }

  /// A stopwatch that starts now.
  package static func stopwatch() -> @Sendable () -> Duration {
    let start = ContinuousClock.now
    return { ContinuousClock.now - start }
  }

  /// Runs what is left of the schedule, until it is done, the time limit is reached, or the task is cancelled.
  package func run() async -> RunOutcome {
    observer.runStarts(schedule)
    defer { observer.runEnded() }
    var outcome = RunOutcome(ending: .finished)
    var progress = Progress(precision: Precision(schedule.choices.profile, from: earlier.values))
    for (place, block) in schedule.blocks.enumerated() {
      let load = schedule.loads[block.loadIndex]
      let rest = earlier.rest(of: block, in: load)
      guard case .attempts(let first) = rest else {
        observer.blockIsNotNeeded(block, in: load)
        if rest == .givenUp {
          outcome.givenUp.append(.init(planned: block, reason: "before the run was resumed"))
        }
        continue
      }
      guard progress.precision.needs(block, in: load) else {
        observer.blockIsNotNeeded(block, in: load)
        outcome.notNeeded += 1
        continue
      }
      if let timeLimit, elapsed() + .seconds(schedule.seconds(of: block)) > timeLimit {
        outcome.ending = .timeLimit
        outcome.notStarted = schedule.blocks.count - place
        return outcome
      }
      do throws(Ended) {
        try await run(block, from: first, &outcome, &progress)
      } catch {
        outcome.ending = error.ending
        outcome.notStarted = schedule.blocks.count - place
        return outcome
      }
    }
    return outcome
  }

  /// What the run has learned so far.
  private struct Progress {
    var precision: Precision
    var anyTrialReturned = false
    var clientIsRecorded = false
  }

  /// Why a run ends before its last block.
  private struct Ended: Error {
    var ending: RunOutcome.Ending
  }

  private func run(
    _ block: PlannedBlock, from first: Int, _ outcome: inout RunOutcome, _ progress: inout Progress
  ) async throws(Ended) {
    let load = schedule.loads[block.loadIndex]
    for attempt in first...Self.attempts {
      try checkPrograms()
      let finished = try await run(block, attempt: attempt, in: load, &progress)
      // A block counts only if all its trials ran the same programs.
      try checkPrograms()
      do throws(FileError) {
        try folder.append(finished, in: load)
      } catch { throw Ended(ending: .failed("\(error)")) }
      observer.blockEnded(finished, in: load)
      guard let invalid = finished.firstInvalid else {
        outcome.blocks.append(.init(planned: block, attempt: attempt))
        progress.precision.add(finished, in: load)
        return
      }
      guard attempt == Self.attempts else { continue }
      let reason = "\(invalid.planned.strategy.rawValue): \(invalid.invalidReason ?? "")"
      outcome.givenUp.append(.init(planned: block, reason: reason))
      // A strategy that always fails may come first in one block. If no trial of a second block, in another order,
      // returns a result either, further blocks would fail as well.
      if outcome.givenUp.count >= 2 && !progress.anyTrialReturned { throw Ended(ending: .failed(reason)) }
    }
  }

  private func checkPrograms() throws(Ended) {
    guard let change = programs?.change() else { return }
    throw Ended(
      ending: .failed(
        change
          + ". Complete blocks are kept; resume the run with the programs that it began with, or start a new one"))
  }

  /// One attempt at a block. It ends at the first invalid trial, because the whole block is repeated then.
  private func run(
    _ block: PlannedBlock, attempt: Int, in load: PlannedLoad, _ progress: inout Progress
  ) async throws(Ended) -> FinishedBlock {
    var finished = FinishedBlock(planned: block, attempt: attempt, trials: [])
    if let gate {
      finished.conditions.before = await gate.open()
      finished.machine = await calibration.machine(for: load, finished.conditions.before)
    }
    if load.turns != nil {
      for over in try await runInTurns(finished, in: load) { try note(over, in: &finished, &progress) }
    } else {
      for trial in block.trials {
        if Task.isCancelled { throw Ended(ending: .interrupted) }
        observer.trialStarts(trial, in: load)
        let over = try await run(trial, of: finished, in: load)
        observer.trialEnded(trial, in: load)
        try note(over, in: &finished, &progress)
        if over.invalidReason != nil { break }
      }
    }
    finished.conditions.after = await gate?.close()
    return finished
  }

  private func note(
    _ over: FinishedTrial, in finished: inout FinishedBlock, _ progress: inout Progress
  ) throws(Ended) {
    finished.trials.append(over)
    guard let result = over.result else { return }
    progress.anyTrialReturned = true
    guard !progress.clientIsRecorded else { return }
    progress.clientIsRecorded = true
    do throws(FileError) {
      try folder.append([Fact("client", result.workerClient)])
    } catch { throw Ended(ending: .failed("\(error)")) }
  }

  /// All trials of a block in turns.
  ///
  /// - Returns: those that ran to their ends, and those that failed; up to the first invalid one.
  private func runInTurns(_ block: FinishedBlock, in load: PlannedLoad) async throws(Ended) -> [FinishedTrial] {
    let trials = block.planned.trials
    for trial in trials { observer.trialStarts(trial, in: load) }
    let before = HostPressure()
    let results = await runner.run(inTurns: trials.map { load.request(for: $0.strategy, on: schedule.machine) })
    let conditions = HostPressure().since(before)
    for trial in trials { observer.trialEnded(trial, in: load) }
    if Task.isCancelled { throw Ended(ending: .interrupted) }
    var finished: [FinishedTrial] = []
    // A trial that was given up says nothing; the one because of which it was does.
    for (trial, result) in zip(trials, results) where !result.wasGivenUp {
      finished.append(try self.finished(trial, of: block, in: load, result, conditions))
      if finished.last?.invalidReason != nil { break }
    }
    return finished
  }

  private func run(
    _ trial: PlannedTrial, of block: FinishedBlock, in load: PlannedLoad
  ) async throws(Ended) -> FinishedTrial {
    let before = HostPressure()
    let result: Result<TrialResult, any Error>
    do {
      result = .success(try await runner.run(load.request(for: trial.strategy, on: schedule.machine)) { _ in })
    } catch { result = .failure(error) }
    return try finished(trial, of: block, in: load, result, HostPressure().since(before))
  }

  private func finished(
    _ trial: PlannedTrial, of block: FinishedBlock, in load: PlannedLoad, _ result: Result<TrialResult, any Error>,
    _ conditions: [Fact]
  ) throws(Ended) -> FinishedTrial {
    let id = TrialID.text(
      load.id, block: block.planned.number, position: trial.position, attempt: block.attempt)
    do {
      var result = try result.get()
      let padding = result.paddingBytes.map { [Fact("environment_padding_bytes", "\($0)")] } ?? []
      let measures = TrialMeasures(of: result)
      let measurements =
        measures.measurements + load.experiment.furtherMetrics(result, load.resolved)
        + load.prediction(for: trial.strategy, on: block.machine ?? schedule.machine).measurements
      if !BlockTexts.listUnits(of: load.spec) { result.rows = [] }
      return FinishedTrial(
        id: id, planned: trial, result: result, invalidReason: result.invalidReason, conditions: conditions + padding,
        measurements: measurements, histograms: measures.histograms)
    } catch {
      // A trial that fails because the run is cancelled is not invalid.
      if Task.isCancelled || error is CancellationError { throw Ended(ending: .interrupted) }
      return FinishedTrial(id: id, planned: trial, result: nil, invalidReason: "\(error)")
    }
  }
}

extension Prediction {
  fileprivate var measurements: [Measurement] { [Measurement(.runtimePredicted, runtime)] + further }
}
