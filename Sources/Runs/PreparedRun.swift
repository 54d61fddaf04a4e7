import Catalogue
package import Experiments
import Foundation
package import HostSystem
package import MachineWatch
import TextFormats
package import Trial

/// A run that is ready to start: a new one, calibrated and with its plan written, or one that was stopped by Ctrl-C, a
/// time limit, a crash or SIGKILL and is resumed according to its plan.
package struct PreparedRun: Sendable {
  /// Where the results are written.
  package let folder: RunFolder
  /// All blocks of the run, the earlier ones included.
  package let schedule: Schedule
  /// The blocks that were run before the run was stopped; none for a new run.
  package let earlier: EarlierBlocks
  /// No other process writes into the folder as long as this value lives.
  package let lock: FolderLock

  /// Prepares a new run: checks what can be checked, calibrates, plans, and makes the folder.
  ///
  /// - Parameters:
  ///   - here: this machine, not calibrated yet.
  ///   - path: an empty folder, or one to make; nil: `Results/RUN-ID` in the current folder.
  ///   - facts: the facts about machine and programs (``RecordedEnvironment``).
  ///   - arguments: the command line, program name included.
  ///   - timeLimit: as for ``run(with:observer:timeLimit:programs:)``.
  ///   - runner: runs the trials of the calibration.
  ///   - checking: further checks of what is to be run, before the calibration.
  ///   - onNote: called with a sentence for each part that could not be calibrated and keeps its default.
  /// - Throws: ``Schedule/Impossible``, ``TimeLimitTooShort``, ``FileError``, ``CapacityError``, or the runner's error.
  package static func begin(
    _ choices: RunChoices, on here: Machine, at path: String?, facts: [Fact], arguments: [String],
    timeLimit: Duration? = nil, with runner: any TrialRunning, checking: (Schedule) throws -> Void = { _ in },
    onNote: (String) -> Void
  ) async throws -> PreparedRun {
    let expected = try Schedule(choices, machine: here)
    try TimeLimitTooShort.check(timeLimit, expected, EarlierBlocks(), isCalibrated: false)
    try checking(expected)
    let runID = RunID.text(for: Date(), profile: choices.profile)
    let path = path ?? "Results/\(runID)"
    let lock = try FolderLock(making: path)
    do {
      try RunFolder.checkUsable(path, for: expected.leastBytes)
      let (choices, machine) = try await Calibration(with: runner).calibrated(choices, here)
      for (part, reason) in choices.notCalibrated.sorted(by: { $0.key < $1.key }) {
        onNote("\(Calibration.words(for: part)) could not be calibrated; the default is used: \(reason)")
      }
      let schedule = try Schedule(choices, machine: machine)
      try TimeLimitTooShort.check(timeLimit, schedule, EarlierBlocks())
      let own =
        [
          Fact("arguments", arguments.dropFirst().joined(separator: " ")), Fact("seed", "\(choices.seed)"),
          Fact("profile", choices.profile.rawValue),
        ] + choices.calibrationFacts(on: machine)
      let plan = RunPlan(schedule, runID: runID, arguments: arguments)
      let folder = try RunFolder.create(at: path, runID: runID, plan: try plan.json(), environment: facts + own)
      return PreparedRun(folder: folder, schedule: schedule, earlier: EarlierBlocks(), lock: lock)
    } catch {
      lock.removeUnused()
      throw error
    }
  }

  /// Prepares to resume a run: makes the schedule from the plan and checks everything; only then removes what a crash
  /// left of an uncommitted block.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - facts: the facts about machine and programs now; they must be those of the run (``RecordedDifferences``).
  ///   - timeLimit: as for ``run(with:observer:timeLimit:programs:)``.
  ///   - checking: further checks of what is to be run.
  /// - Throws: ``Refused``, ``TimeLimitTooShort``, or ``FileError``; the files are as before then.
  package static func resume(
    at path: String, facts: [Fact], timeLimit: Duration? = nil, checking: (Schedule) throws -> Void = { _ in }
  ) throws -> PreparedRun {
    // First as a reader, so that a folder that is none of a run is called that.
    _ = try RunFolder(existing: path)
    let lock = try FolderLock(path)
    let folder = try RunFolder(existing: path)
    let plan = try folder.plan()
    let journal = try folder.journal()
    if let obstacle = RecordedDifferences.obstacle(try folder.facts(), facts) {
      throw Refused(path: path, cause: obstacle)
    }
    let schedule: Schedule
    do { schedule = try Schedule(plan) } catch { throw Refused(path: path, cause: "\(error)") }
    guard RunPlan(schedule, runID: plan.runID, arguments: plan.arguments) == plan else {
      throw Refused(path: path, cause: "its plan was made by another version of this suite")
    }
    if let limit = facts.first(where: { $0.key == "open_files_limit" }).flatMap({ Int($0.value) }),
      limit < plan.machine.openFiles
    {
      throw Refused(
        path: path,
        cause: "it was planned for \(plan.machine.openFiles) open files per process, and now \(limit) are allowed; "
          + "raise the limit (ulimit -Hn)")
    }
    let earlier = EarlierBlocks(journal, try RunResults(folder, plan, journal).values)
    try folder.checkTails(journal)
    try TimeLimitTooShort.check(timeLimit, schedule, earlier)
    try checking(schedule)
    try folder.cutTails(journal)
    try folder.append([Fact("resumed", Date().formatted(.iso8601))])
    return PreparedRun(folder: folder, schedule: schedule, earlier: earlier, lock: lock)
  }

  /// Runs what is left of the schedule.
  ///
  /// - Parameters:
  ///   - runner: runs the trials.
  ///   - observer: receives the run's events.
  ///   - timeLimit: no block is started that is expected to end later than this; nil: no limit.
  ///   - programs: the files that must not change meanwhile.
  ///   - gate: what every block has to pass; nil: the machine is not looked at.
  package func run(
    with runner: any TrialRunning, observer: any RunObserver, timeLimit: Duration? = nil,
    programs: ProgramWatch? = nil, gate: (any MachineGate)? = nil
  ) async -> RunOutcome {
    await ExperimentRun(
      schedule, into: folder, with: runner, observer: observer, earlier: earlier, timeLimit: timeLimit,
      programs: programs, gate: gate
    ).run()
  }

  /// A run cannot be resumed by this version or on this machine.
  package struct Refused: Error, CustomStringConvertible {
    /// The run's folder.
    package var path: String
    /// Why, as a clause.
    package var cause: String

    package var description: String { "cannot resume the run in '\(path)': \(cause)" }
  }
}

extension Schedule {
  /// The schedule that a plan was made from.
  ///
  /// - Throws: if the catalogue lacks one of the plan's experiments, or nothing is left to run.
  package init(_ plan: RunPlan) throws {
    let units = plan.experiments.flatMap { experiment in
      experiment.loads.filter { $0.unitsAreCalibrated ?? false }.map { load in
        (LoadID(experiment: experiment.name, load: load.name), load.units)
      }
    }
    let capacities = plan.experiments.compactMap { experiment in experiment.capacity.map { (experiment.name, $0) } }
    try self.init(
      RunChoices(
        experiments: try plan.experiments.map { try Catalogue.experiment($0.name) }, profile: plan.profile,
        strategies: plan.strategies ?? [], blocks: plan.blocksOfEach, seed: plan.seed,
        controlOnly: plan.controlOnly ?? false, units: Dictionary(units, uniquingKeysWith: { first, _ in first }),
        capacities: Dictionary(capacities, uniquingKeysWith: { first, _ in first })),
      machine: plan.machine)
  }
}

/// A time limit that ends before the first block does.
package struct TimeLimitTooShort: Error, CustomStringConvertible {
  package let description: String

  /// Checks the limit against the first block that is left to run.
  ///
  /// - Parameter isCalibrated: whether the schedule is; if not, blocks whose length depends on that pass.
  static func check(
    _ limit: Duration?, _ schedule: Schedule, _ earlier: EarlierBlocks, isCalibrated: Bool = true
  ) throws(TimeLimitTooShort) {
    guard let limit else { return }
    for block in schedule.blocks {
      let load = schedule.loads[block.loadIndex]
      guard case .attempts = earlier.rest(of: block, in: load) else { continue }
      let seconds = schedule.seconds(of: block)
      if !isCalibrated && (load.spec.unitsAreCalibrated || load.spec.offered != nil) { return }
      guard .seconds(seconds) > limit else { return }
      throw TimeLimitTooShort(
        description: "the time limit of \(NumberText.seconds(limit.seconds)) is shorter than the first block, which "
          + "takes about \(NumberText.wholeSeconds(seconds))")
    }
  }
}
