import Catalogue
package import Experiments
import Foundation
package import HostSystem
package import TextFormats
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

  /// Prepares a new run: calibrates, plans, and makes the folder.
  ///
  /// - Parameters:
  ///   - path: an empty folder, or one to make; nil: `Results/RUN-ID` in the current folder.
  ///   - facts: the facts about machine and programs (``RecordedEnvironment``).
  ///   - arguments: the command line, program name included.
  ///   - runner: runs the trials of the calibration.
  ///   - onNote: called with a sentence for each part that could not be calibrated and keeps its default.
  /// - Throws: ``Schedule/NothingToRun``, ``FileError``, ``CapacityError``, or the runner's error.
  package static func begin(
    _ choices: RunChoices, at path: String?, facts: [Fact], arguments: [String], with runner: any TrialRunning,
    onNote: (String) -> Void
  ) async throws -> PreparedRun {
    let here = Machine.current()
    // Before the calibration, so that choices that select nothing fail at once.
    _ = try Schedule(choices, machine: here)
    let (choices, machine) = try await Calibration(with: runner).calibrated(choices, here)
    for (part, reason) in choices.notCalibrated.sorted(by: { $0.key < $1.key }) {
      onNote("\(part) could not be calibrated; the default is used: \(reason)")
    }
    let schedule = try Schedule(choices, machine: machine)
    let runID = RunID.text(for: Date(), profile: choices.profile)
    let own =
      [
        Fact("arguments", arguments.dropFirst().joined(separator: " ")), Fact("seed", "\(choices.seed)"),
        Fact("profile", choices.profile.rawValue),
      ] + choices.calibrationFacts(on: machine)
    let plan = RunPlan(schedule, runID: runID, arguments: arguments)
    let folder = try RunFolder.create(
      at: path ?? "Results/\(runID)", runID: runID, plan: try plan.json(), environment: facts + own)
    return PreparedRun(folder: folder, schedule: schedule, earlier: EarlierBlocks())
  }

  /// Prepares to resume a run: removes what was not committed, and makes the schedule from the plan.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - facts: the facts about machine and programs now; processor, cores and worker must be those of the run.
  /// - Throws: ``Refused``, or ``FileError``.
  package static func resume(at path: String, facts: [Fact]) throws -> PreparedRun {
    let folder = try RunFolder(existing: path)
    let plan = try folder.plan()
    try folder.discardUncommitted()
    try check(try folder.facts(), against: facts, at: path)
    let schedule: Schedule
    do { schedule = try Schedule(plan) } catch { throw Refused(path: path, cause: "\(error)") }
    guard RunPlan(schedule, runID: plan.runID, arguments: plan.arguments) == plan else {
      throw Refused(path: path, cause: "its plan was made by another version of this suite")
    }
    let earlier = try EarlierBlocks(folder)
    try folder.append([Fact("resumed", Date().formatted(.iso8601))])
    return PreparedRun(folder: folder, schedule: schedule, earlier: earlier)
  }

  /// Runs what is left of the schedule.
  ///
  /// - Parameters:
  ///   - runner: runs the trials.
  ///   - observer: receives the run's events.
  ///   - timeLimit: no block is started that is expected to end later than this; nil: no limit.
  package func run(
    with runner: any TrialRunning, observer: any RunObserver, timeLimit: Duration? = nil
  ) async -> RunOutcome {
    await ExperimentRun(
      schedule, into: folder, with: runner, observer: observer, earlier: earlier, timeLimit: timeLimit
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

  private static func check(_ recorded: [Fact], against now: [Fact], at path: String) throws(Refused) {
    let names = ["cpu_model": "processor", "cores_usable": "number of cores", "worker_checksum": "worker program"]
    for fact in now {
      guard let name = names[fact.key], let before = recorded.first(where: { $0.key == fact.key }) else { continue }
      guard before.value == fact.value else {
        throw Refused(path: path, cause: "it was made with another \(name): '\(before.value)', now '\(fact.value)'")
      }
    }
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

/// The blocks of a schedule that were run before the run was stopped.
package struct EarlierBlocks: Sendable {
  private struct Key: Hashable {
    var experiment: String
    var load: String
    var block: Int
  }

  private var complete: Set<Key> = []
  private var attempts: [Key: Int] = [:]
  /// The measurements of the complete blocks.
  package let values: BlockValues

  /// No blocks: for a new run.
  package init() { values = BlockValues() }

  /// The blocks in a run's folder.
  ///
  /// - Throws: ``FileError`` if the journal or the measurements cannot be read.
  package init(_ folder: RunFolder) throws(FileError) {
    for entry in try folder.journal().entries {
      let key = Key(experiment: entry.experiment, load: entry.load, block: entry.block)
      switch entry.status {
      case "complete": complete.insert(key)
      case "invalid": attempts[key] = entry.attempt
      default: break
      }
    }
    values = try RunResults(folder).values
  }

  /// What is left to do of a block.
  enum Rest: Equatable {
    /// Nothing: the block is complete.
    case nothing
    /// Nothing: every attempt was invalid.
    case givenUp
    /// The attempts from this number on.
    case attempts(from: Int)
  }

  func rest(of block: PlannedBlock, in load: PlannedLoad) -> Rest {
    let key = Key(experiment: load.experiment.name, load: load.spec.name, block: block.number)
    if complete.contains(key) { return .nothing }
    let tried = attempts[key] ?? 0
    return tried < ExperimentRun.attempts ? .attempts(from: tried + 1) : .givenUp
  }
}
