import Experiments
import HostSystem
import Trial

extension Experiment.Situation {
  /// What one unit computes, in seconds on one core; 0 where it does not.
  var computingSeconds: Double { load.spec.work.computation.map(machine.seconds) ?? 0 }

  /// The cores that the strategy can compute on under this load.
  var computingCores: Int { machine.coresComputing(strategy, limit: load.spec.concurrency) }

  /// What equal units take on so many cores, in seconds: in rounds, the last of which may be short of units.
  var computingMakespan: Double { WorkerPool(fixed: computingCores).makespan(of: equalUnits) }

  private var equalUnits: [Double] { [Double](repeating: computingSeconds, count: load.spec.units) }
}

extension Metric {
  /// What the computing of all units together was expected to take one core.
  static let computingPredicted = Metric("computing_predicted", unit: "s")
}

extension Experiment {
  /// How many cores a trial kept busy.
  static func coresUsed(_ result: TrialResult) -> [Measurement] {
    let usage = result.record.usage
    guard result.record.runtimeNanoseconds > 0 else { return [] }
    let busy = Double(usage.userNanoseconds + usage.systemNanoseconds) / Double(result.record.runtimeNanoseconds)
    return [Measurement(.coresUsed, busy, count: result.record.unitsEnded)]
  }
}
