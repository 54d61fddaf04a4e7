import Catalogue
import Experiments
import Foundation
package import HostSystem
package import Trial

/// A run that can go on at once: new, with everything calibrated and its plan written, or one that was stopped, by Ctrl-C, a
/// time limit, a crash or kill -9, and is carried on as its plan says.
package struct PreparedRun: Sendable {
  package let folder: RunFolder
  package let schedule: Schedule
  /// What was done before the run was stopped; nothing of a new one.
  package let earlier: EarlierBlocks

  /// Calibrates, plans and makes the folder of a new run.
  ///
  /// - Parameters:
  ///   - path: an empty folder, or one to make; nil: `Results/` and the run's name, in the current folder.
  ///   - facts: what is known of machine and programs (``RecordedEnvironment``).
  ///   - arguments: the command line.
  ///   - runner: runs the trials of the calibration.
  ///   - onNote: called with a sentence for each part that could not be calibrated and stays a guess.
  /// - Throws: ``Schedule/NothingToRun``, ``FileError``, ``CapacityError``, or what the runner throws.
  package static func begin(
    _ choices: RunChoices, at path: String?, facts: [Fact], arguments: [String], with runner: any TrialRunning,
    onNote: (String) -> Void
  ) async throws -> PreparedRun {
    // Before the calibration, so that choices which make no sense cost no time.
    _ = try Schedule(choices, machine: .current())
    let (choices, machine) = try await Calibration(with: runner).calibrated(choices, .current())
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

  /// Cuts off what was not committed and makes the same schedule again.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - facts: what is known now of machine and programs; the run must have been made by the same.
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
  ///   - timeLimit: no block is started that is expected to end later than this.
  package func run(
    with runner: any TrialRunning, observer: any RunObserver, timeLimit: Duration? = nil
  ) async -> RunOutcome {
    await ExperimentRun(
      schedule, into: folder, with: runner, observer: observer, earlier: earlier, timeLimit: timeLimit
    ).run()
  }

  /// A run that cannot be carried on here.
  package struct Refused: Error, CustomStringConvertible {
    package var path: String
    package var cause: String

    package var description: String { "cannot carry on the run in '\(path)': \(cause)" }
  }

  private static func check(_ recorded: [Fact], against now: [Fact], at path: String) throws(Refused) {
    let names = ["cpu_model": "processor", "cores_usable": "number of cores", "worker_checksum": "worker program"]
    for fact in now {
      guard let name = names[fact.key], let before = recorded.first(where: { $0.key == fact.key }) else { continue }
      guard before.value == fact.value else {
        throw Refused(path: path, cause: "it had another \(name), '\(before.value)' and not '\(fact.value)'")
      }
    }
  }
}

extension Schedule {
  /// The schedule that a plan was made of.
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
