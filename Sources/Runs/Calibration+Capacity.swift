import Experiments
import PageProtocol
import Statistics
package import Strategies

extension Calibration {
  /// What an experiment's strategies can do in the probe's closed loop: the medians of interleaved trials.
  ///
  /// - Throws: ``CapacityError`` where a strategy's trials do not count, or what the runner throws.
  func capacity(
    of experiment: Experiment, by probe: CapacityProbe, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Capacity {
    let seed = DerivedSeed.seed(choices.seed, experiment.name, "capacity")
    let load = ResolvedLoad(probe.load, seed: seed)
    let strategies = choices.strategies(of: experiment)
    var order = SeededGenerator(seed: seed)
    var seconds: [StrategyName: [Double]] = [:]
    for _ in 0..<choices.profile.capacityTrials {
      for strategy in order.permutation(of: strategies) {
        do {
          let found = try await runtime(of: load.request(for: strategy, on: machine))
          seconds[strategy, default: []].append(found)
        } catch let invalid as InvalidTrials {
          throw CapacityError(experiment: experiment.name, strategy: strategy, reason: invalid.reason)
        }
      }
    }
    return Capacity(
      strategies.compactMap { strategy in
        median(of: seconds[strategy] ?? []).map {
          .init(strategy: strategy, unitsPerSecond: Double(probe.load.units) / $0)
        }
      })
  }
}

/// What a strategy can do could not be measured.
package struct CapacityError: Error, CustomStringConvertible {
  package var experiment: String
  package var strategy: StrategyName
  package var reason: String

  package var description: String {
    "\(experiment): cannot measure what \(strategy.rawValue) can do, \(reason)"
  }
}
