import Experiments
import Foundation
import Runs
import Statistics

/// The noise of an experiment's loads for one quantity, pooled over all strategies that ran.
struct PooledNoise {
  private let run: RunResults
  private let experiment: RunPlan.ExperimentPlan
  private let quantity: String

  init(_ run: RunResults, experiment: RunPlan.ExperimentPlan, quantity: String) {
    self.run = run
    self.experiment = experiment
    self.quantity = quantity
  }

  /// For the loads of a contrast's two sides; nil if one is unknown.
  func noises(of contrast: Experiment.Contrast) -> (BlockNoise, BlockNoise)? {
    guard let above = noise(of: contrast.numerator.load ?? experiment.headlineLoad),
      let below = noise(of: contrast.denominator.load ?? experiment.headlineLoad)
    else { return nil }
    return (above, below)
  }

  /// Of the logarithms; nil if there are fewer than two strategies or common blocks, or values without a logarithm.
  func noise(of name: String) -> BlockNoise? {
    guard let load = experiment.loads.first(where: { $0.name == name }) else { return nil }
    let id = LoadID(experiment: experiment.name, load: name)
    let series = load.strategies.flatMap { expectation in
      [Role.reference, .candidate, .control].compactMap { role -> [Int: Double]? in
        let values = run.values[.init(id, expectation.strategy, role, quantity: quantity)]
        return values.isEmpty ? nil : values
      }
    }
    guard let first = series.first else { return nil }
    let blocks = first.keys.filter { block in series.allSatisfy { $0[block] != nil } }.sorted()
    let treatments = series.map { values in blocks.compactMap { values[$0] } }
    guard treatments.allSatisfy({ $0.allSatisfy { $0 > 0 } }) else { return nil }
    return BlockNoise(treatments: treatments.map { $0.map { log($0) } })
  }
}
