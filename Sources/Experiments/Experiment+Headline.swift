package import Strategies

extension Experiment {
  /// The load, and the numbers there, that verdicts are about.
  package struct Headline: Sendable {
    package var load: String
    package var quantities: [Quantity]

    package init(load: String, quantities: [Quantity]) {
      self.load = load
      self.quantities = quantities
    }

    /// For metrics of which a trial has one number.
    package init(load: String, metrics: [Metric]) {
      self.init(load: load, quantities: metrics.map { Quantity($0) })
    }
  }

  /// One strategy ÷ another.
  package struct Contrast: Sendable, Equatable, Codable {
    package var numerator: Side
    package var denominator: Side

    package init(_ numerator: Side, over denominator: Side) {
      self.numerator = numerator
      self.denominator = denominator
    }

    package init(_ numerator: StrategyName, over denominator: StrategyName) {
      self.init(Side(numerator), over: Side(denominator))
    }

    /// A strategy, in the headline load unless it says in which. In result files `task-group`, or `task-group@c64`.
    package struct Side: Sendable, Hashable {
      package var strategy: StrategyName
      package var load: String?

      package init(_ strategy: StrategyName, in load: String? = nil) {
        self.strategy = strategy
        self.load = load
      }

      package var text: String { strategy.rawValue + (load.map { "@" + $0 } ?? "") }
    }
  }

  /// The names of the loads that verdicts are about, the headline load first.
  package var decisiveLoads: [String] {
    var names = [headline.load]
    for contrast in primaryContrasts {
      for case let load? in [contrast.numerator.load, contrast.denominator.load] where !names.contains(load) {
        names.append(load)
      }
    }
    return names
  }
}

extension Experiment.Contrast.Side: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self).split(separator: "@", maxSplits: 1)
    guard let name = parts.first, let strategy = StrategyName(rawValue: String(name)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no strategy of this suite")
    }
    self.init(strategy, in: parts.count > 1 ? String(parts[1]) : nil)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
