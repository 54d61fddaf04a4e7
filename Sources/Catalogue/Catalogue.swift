package import Experiments

/// All experiments. To add one, describe it in its own file and add it to ``experiments``.
package enum Catalogue {
  /// In the order in which runs, results and lists have them.
  package static let experiments: [Experiment] = [
    .fivePages,
    .fanOut, .firstResult,
    .spawn, .memory, .scale, .rate, .stragglers, .blockedPool, .hogs, .cancel, .contention,
    .speedup, .grain, .mixed, .oversubscription, .handshakes,
  ]

  /// The sections of all experiments, each once, in their order.
  package static var sections: [Section] {
    var sections: [Section] = []
    for experiment in experiments where !sections.contains(experiment.section) { sections.append(experiment.section) }
    return sections
  }

  /// The experiments that are selected by names, each once, in the catalogue's order.
  ///
  /// - Parameter names: of sections or experiments; an empty list selects all experiments.
  /// - Throws: if a name belongs to no section and no experiment.
  package static func select(_ names: [String]) throws(UnknownName) -> [Experiment] {
    if names.isEmpty { return experiments }
    for name in names where !experiments.contains(where: { $0.goes(by: name) }) {
      throw UnknownName(name: name, known: sections.map(\.name) + experiments.map(\.name))
    }
    return experiments.filter { experiment in names.contains { experiment.goes(by: $0) } }
  }

  /// The experiment with a name.
  ///
  /// - Throws: if there is none.
  package static func experiment(_ name: String) throws(UnknownName) -> Experiment {
    guard let experiment = experiments.first(where: { $0.name == name }) else {
      throw UnknownName(name: name, known: experiments.map(\.name))
    }
    return experiment
  }

  /// A quantity that verdicts are about, by ``Quantity/name``, such as `response_p99`; nil if no headline has it.
  package static func quantity(named name: String) -> Quantity? {
    experiments.lazy.flatMap(\.headline.quantities).first { $0.name == name }
  }

  /// A name that belongs to no section and no experiment.
  package struct UnknownName: Error, CustomStringConvertible {
    /// The name as it was given.
    package let name: String
    /// The names that could have been given.
    package let known: [String]

    /// The message for the user, with all known names.
    package var description: String {
      "no section or experiment is called '\(name)'; there are \(known.joined(separator: ", "))"
    }
  }
}

extension Experiment {
  /// Whether a name selects the experiment: its own or that of its section.
  fileprivate func goes(by name: String) -> Bool { self.name == name || section.name == name }
}
