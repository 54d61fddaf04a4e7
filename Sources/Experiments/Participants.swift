package import Strategies
import TextFormats
import Trial

/// The strategies that take part in an experiment, or in one of its loads, and why the others do not.
///
/// The dry run, the summary and the charts print these reasons: the experiment's, the load's, and those that are found
/// when a run is planned (``Participation``).
package struct Participants: Sendable {
  /// In the order in which results list them.
  package let strategies: [StrategyName]
  private let reasons: [StrategyName: String]
  private let reasonForOthers: String

  /// - Parameters:
  ///   - strategies: those that take part.
  ///   - reasons: why a strategy does not take part.
  ///   - reasonForOthers: the same for strategies that are in neither of the two.
  package init(
    _ strategies: [StrategyName], butNot reasons: [StrategyName: String] = [:], others reasonForOthers: String
  ) {
    self.strategies = strategies
    self.reasons = reasons
    self.reasonForOthers = reasonForOthers
  }

  /// These strategies, and one reason for all others.
  package static func only(_ strategies: [StrategyName], because reason: String) -> Participants {
    Participants(strategies, others: reason)
  }

  /// Why a strategy does not take part; nil if it does.
  package func reason(against strategy: StrategyName) -> String? {
    strategies.contains(strategy) ? nil : reasons[strategy] ?? reasonForOthers
  }

  /// The strategies with their own reason.
  package var explained: [StrategyName] { StrategyName.allCases.filter { reasons[$0] != nil } }
}

/// A strategy that does not run under a load of its experiment, and why.
package struct LeftOut: Sendable, Codable, Equatable {
  /// The strategy that does not run.
  package var strategy: StrategyName
  /// Why, in words that continue "left out: ".
  package var reason: String

  package init(strategy: StrategyName, reason: String) {
    self.strategy = strategy
    self.reason = reason
  }

  /// One line per reason, with all strategies that are left out because of it.
  package static func lines(_ all: [LeftOut]) -> [String] {
    var reasons: [String] = []
    for item in all where !reasons.contains(item.reason) { reasons.append(item.reason) }
    return reasons.map { reason in
      let names = all.filter { $0.reason == reason }.map(\.strategy.rawValue)
      return "\(names.joined(separator: ", ")) left out: \(reason)"
    }
  }
}

/// Whether a strategy runs under a load.
package enum Participation: Sendable {
  /// It runs, and this is expected.
  case runs(Prediction)
  /// It does not run; the reason is that of ``LeftOut``.
  case leftOut(reason: String)
}

extension Experiment {
  /// Decides whether a strategy runs under a load. There is no other place that does.
  ///
  /// - Parameters:
  ///   - capacity: the capacity of the experiment's strategies; nil without a ``capacityProbe``.
  ///   - longestSeconds: a strategy with a longer predicted runtime is left out.
  package func participation(
    of strategy: StrategyName, in load: ResolvedLoad, on machine: Machine, capacity: Capacity?, longestSeconds: Double
  ) -> Participation {
    let spec = load.spec
    if let reason = participants.reason(against: strategy) ?? spec.participants?.reason(against: strategy) {
      return .leftOut(reason: reason)
    }
    let inFlight = machine.mostInFlight(strategy, units: spec.units, limit: spec.concurrency)
    if spec.work.fetches, let obstacle = machine.obstacle(to: strategy, inFlight: inFlight) {
      return .leftOut(reason: obstacle)
    }
    let prediction = predict(Situation(strategy: strategy, load: load, machine: machine, capacity: capacity))
    guard prediction.runtime <= longestSeconds else {
      let (predicted, longest) = (NumberText.seconds(prediction.runtime), NumberText.seconds(longestSeconds))
      return .leftOut(reason: "predicted to take \(predicted), over \(longest)")
    }
    return .runs(prediction)
  }
}
