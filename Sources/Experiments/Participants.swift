package import Strategies
import TextFormats
import Trial

/// The strategies that take part in an experiment, or in one of its loads, and why the others do not.
///
/// Everything that keeps a strategy away is said as one of these reasons, which the dry run, the summary and the charts
/// print: the experiment's own, the load's, and what the schedule finds (``Participation``).
package struct Participants: Sendable {
  /// In the order in which results list them.
  package let strategies: [StrategyName]
  private let reasons: [StrategyName: String]
  private let reasonForOthers: String

  /// - Parameters:
  ///   - strategies: those that take part.
  ///   - reasons: of strategies that do not, why.
  ///   - reasonForOthers: why those do not that are named in neither.
  package init(
    _ strategies: [StrategyName], butNot reasons: [StrategyName: String] = [:], others reasonForOthers: String
  ) {
    self.strategies = strategies
    self.reasons = reasons
    self.reasonForOthers = reasonForOthers
  }

  /// Only these, for one reason.
  package static func only(_ strategies: [StrategyName], because reason: String) -> Participants {
    Participants(strategies, others: reason)
  }

  /// Why a strategy does not take part; nil if it does.
  package func reason(against strategy: StrategyName) -> String? {
    strategies.contains(strategy) ? nil : reasons[strategy] ?? reasonForOthers
  }

  /// The strategies that have a reason of their own.
  package var explained: [StrategyName] { StrategyName.allCases.filter { reasons[$0] != nil } }
}

/// A strategy that an experiment has but a load has not, and why.
package struct LeftOut: Sendable, Codable, Equatable {
  package var strategy: StrategyName
  package var reason: String

  package init(strategy: StrategyName, reason: String) {
    self.strategy = strategy
    self.reason = reason
  }

  /// A line for each reason, with all strategies that it keeps away.
  package static func lines(_ all: [LeftOut]) -> [String] {
    var reasons: [String] = []
    for item in all where !reasons.contains(item.reason) { reasons.append(item.reason) }
    return reasons.map { reason in
      let names = all.filter { $0.reason == reason }.map(\.strategy.rawValue)
      return "\(names.joined(separator: ", ")) left out: \(reason)"
    }
  }
}

/// Whether a strategy runs under a load, with what is expected of it, or why it does not.
package enum Participation: Sendable {
  case runs(Prediction)
  case leftOut(reason: String)
}

extension Experiment {
  /// The one place where it is decided whether a strategy takes part in a load.
  ///
  /// - Parameters:
  ///   - longestSeconds: a strategy that is predicted to take longer than this is left out.
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
