import Trial
package import Workload

extension Calibration {
  /// How often a trial is tried until it counts.
  private static let attempts = 3

  /// What an experiment's strategies can do in the probe's closed loop: the medians of interleaved trials.
  ///
  /// - Throws: ``CapacityError`` where a strategy's trials do not count, or what the runner throws.
  func capacity(
    of experiment: Experiment, by probe: CapacityProbe, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Capacity {
    let seed = DerivedSeed.seed(choices.seed, experiment.name, "capacity")
    let cell = ResolvedCell(probe.cell, seed: seed)
    let strategies = choices.strategies(of: experiment)
    var order = SeededGenerator(seed: seed)
    var seconds: [StrategyName: [Double]] = [:]
    for _ in 0..<choices.profile.capacityTrials {
      for strategy in order.permutation(of: strategies) {
        let found = try await runtime(of: strategy, in: cell, experiment, machine)
        seconds[strategy, default: []].append(found)
      }
    }
    return Capacity(
      strategies.compactMap { strategy in
        Summary.Spread(seconds[strategy] ?? []).map {
          .init(strategy: strategy, unitsPerSecond: Double(probe.cell.units) / $0.median)
        }
      })
  }

  private func runtime(
    of strategy: StrategyName, in cell: ResolvedCell, _ experiment: Experiment, _ machine: Machine
  ) async throws -> Double {
    var reason = ""
    for _ in 0..<Self.attempts {
      let result = try await runner.run(TrialRequest(cell, strategy, on: machine)) { _ in }
      guard let flaw = result.voidReason else { return max(1e-9, Double(result.record.runtimeNanoseconds) / 1e9) }
      reason = flaw
    }
    throw CapacityError(experiment: experiment.name, strategy: strategy, reason: reason)
  }
}

/// What a strategy can do could not be measured.
package struct CapacityError: Error, CustomStringConvertible {
  package var experiment: String
  package var strategy: StrategyName
  package var reason: String

  package var description: String {
    "\(experiment): cannot measure what \(strategy.rawValue) can do, its trials are void: \(reason)"
  }
}
