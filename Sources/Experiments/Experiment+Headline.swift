package import Workload

extension Experiment {
  /// The cell, and the numbers there, that verdicts are about.
  package struct Headline: Sendable {
    package var cell: String
    package var quantities: [Quantity]

    package init(cell: String, quantities: [Quantity]) {
      self.cell = cell
      self.quantities = quantities
    }

    /// For metrics of which a trial has one number.
    package init(cell: String, metrics: [Metric]) {
      self.init(cell: cell, quantities: metrics.map { Quantity($0) })
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

    /// A strategy, in the headline cell unless it says in which. In result files `task-group`, or `task-group@c64`.
    package struct Side: Sendable, Hashable {
      package var strategy: StrategyName
      package var cell: String?

      package init(_ strategy: StrategyName, in cell: String? = nil) {
        self.strategy = strategy
        self.cell = cell
      }

      package var text: String { strategy.rawValue + (cell.map { "@" + $0 } ?? "") }
    }
  }

  /// The names of the cells that verdicts are about, the headline cell first.
  package var decisiveCells: [String] {
    var names = [headline.cell]
    for contrast in primaryContrasts {
      for case let cell? in [contrast.numerator.cell, contrast.denominator.cell] where !names.contains(cell) {
        names.append(cell)
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
