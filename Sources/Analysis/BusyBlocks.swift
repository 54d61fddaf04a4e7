import Experiments
import Runs
import TextFormats

/// The blocks that were measured while the machine was busy with other things.
struct BusyBlocks: Sendable {
  /// Blocks that were measured on a busy machine.
  var busy: Int
  /// All valid blocks of the loads.
  var all: Int
  /// The most cores that other programs kept busy during one of them; nil if unknown.
  var mostCores: Double?
  /// The fewest cores that a program got that wanted all of them; nil if unknown.
  var leastObtained: Double?

  /// A tenth of busy blocks may be among the quiet ones: a signed-rank test takes them for what they are, outliers.
  private static let tolerated = 0.1

  /// - Parameter loads: names of loads of the experiment.
  init(_ run: RunResults, experiment: RunPlan.ExperimentPlan, loads: [String]) {
    (busy, all) = (0, 0)
    for name in loads {
      let load = LoadID(experiment: experiment.name, load: name)
      guard let strategy = experiment.loads.first(where: { $0.name == name })?.strategies.first?.strategy else {
        continue
      }
      func values(_ metric: Metric) -> [Int: Double] {
        run.values[.init(load, strategy, reference: experiment.reference, quantity: Quantity(metric).name)]
      }
      busy += values(.machineBusy).count { $0.value > 0 }
      all += run.values.blocks(of: load).count
      leastObtained = (values(.coresObtained).map(\.value) + (leastObtained.map { [$0] } ?? [])).min()
      mostCores = (values(.coresOfOthers).map(\.value) + (mostCores.map { [$0] } ?? [])).max()
    }
  }

  /// Why there is no verdict, to follow a comma or colon; nil if nothing stands against one.
  var obstacle: String? {
    guard busy > 0, Double(busy) > Self.tolerated * Double(all) else { return nil }
    let others = mostCores.map { "; other programs used up to \(NumberText.number($0)) cores" } ?? ""
    let obtained = leastObtained.map { "; one that wants all cores got \(NumberText.number($0))" } ?? ""
    return "measured on a busy machine: \(busy) of \(NumberText.count(all, "block"))\(others)\(obtained)"
  }
}
