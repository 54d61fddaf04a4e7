import Catalogue
import Experiments
import Foundation
package import System

/// A run that was stopped, by Ctrl-C, a time limit, a crash or kill -9, and is carried on as its plan says.
package struct ResumedRun: Sendable {
  package let folder: RunFolder
  package let schedule: Schedule
  package let earlier: EarlierBlocks

  /// Cuts off what was not committed and makes the same schedule again.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - facts: what is known now of machine and programs; the run must have been made by the same.
  package init(at path: String, facts: [Fact]) throws {
    folder = try RunFolder(existing: path)
    let plan = try folder.plan()
    try folder.discardUncommitted()
    try Self.check(try folder.facts(), against: facts, at: path)
    do { schedule = try Schedule(plan) } catch { throw Refused(path: path, cause: "\(error)") }
    guard RunPlan(schedule, runID: plan.runID, arguments: plan.arguments) == plan else {
      throw Refused(path: path, cause: "its plan was made by another version of this suite")
    }
    earlier = try EarlierBlocks(folder)
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
