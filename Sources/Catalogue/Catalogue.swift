package import Experiments

/// Every experiment there is. To add one: describe it in a file of its own and name it here.
package enum Catalogue {
  package static let experiments: [Experiment] = [
    .fivePages,
    .fanOut, .firstResult,
    .spawn, .memory, .scale, .rate, .stragglers, .blockedPool, .hogs, .cancel, .contention,
    .speedup, .grain, .mixed, .oversubscription, .handshakes,
  ]

  /// The sections that have experiments, in the article's order.
  package static var sections: [Section] {
    var sections: [Section] = []
    for experiment in experiments where !sections.contains(experiment.section) { sections.append(experiment.section) }
    return sections
  }

  /// The experiments that go by the given names of sections or experiments, each once, in the catalogue's order; all of
  /// them if there are no names.
  package static func select(_ names: [String]) throws(UnknownName) -> [Experiment] {
    if names.isEmpty { return experiments }
    for name in names where !experiments.contains(where: { $0.goes(by: name) }) {
      throw UnknownName(name: name, known: sections.map(\.name) + experiments.map(\.name))
    }
    return experiments.filter { experiment in names.contains { experiment.goes(by: $0) } }
  }

  package static func experiment(_ name: String) throws(UnknownName) -> Experiment {
    guard let experiment = experiments.first(where: { $0.name == name }) else {
      throw UnknownName(name: name, known: experiments.map(\.name))
    }
    return experiment
  }

  /// A quantity that verdicts are about, by its name, such as `response_p99`; nil if no experiment has it.
  package static func quantity(named name: String) -> Quantity? {
    experiments.lazy.flatMap(\.headline.quantities).first { $0.name == name }
  }

  /// A name that no section and no experiment has.
  package struct UnknownName: Error, CustomStringConvertible {
    package let name: String
    package let known: [String]

    package var description: String {
      "no section or experiment is called '\(name)'; there are \(known.joined(separator: ", "))"
    }
  }
}

extension Experiment {
  fileprivate func goes(by name: String) -> Bool { self.name == name || section.name == name }
}
