package import Workload

/// Numbers of a run by where they come from and by block.
package struct BlockValues: Sendable {
  private var series: [Series: [Int: Double]] = [:]
  private var blocks: [Load: Set<Int>] = [:]

  /// Where a number comes from, trial by trial.
  package struct Series: Hashable, Sendable {
    package var experiment: String
    package var load: String
    package var strategy: StrategyName
    package var role: Role
    /// The name of a ``Quantity``.
    package var quantity: String

    package init(experiment: String, load: String, strategy: StrategyName, role: Role, quantity: String) {
      self.experiment = experiment
      self.load = load
      self.strategy = strategy
      self.role = role
      self.quantity = quantity
    }
  }

  private struct Load: Hashable {
    var experiment: String
    var load: String
  }

  package init() {}

  package mutating func add(_ value: Double, to key: Series, block: Int) {
    series[key, default: [:]][block] = value
    blocks[Load(experiment: key.experiment, load: key.load), default: []].insert(block)
  }

  /// The numbers by block; empty if there are none.
  package subscript(_ wanted: Series) -> [Int: Double] { series[wanted] ?? [:] }

  /// Which blocks of a load count.
  package func blocks(experiment: String, load: String) -> Set<Int> {
    blocks[Load(experiment: experiment, load: load)] ?? []
  }

  /// The two sides of a contrast, block by block, up to the block of that number.
  func pairs(
    _ contrast: Experiment.Contrast, _ quantity: String, in question: ContrastPlace, through last: Int = .max
  ) -> PairedBlocks {
    func values(_ side: Experiment.Contrast.Side) -> [Int: Double] {
      self[
        Series(
          experiment: question.experiment, load: side.cell ?? question.headlineLoad, strategy: side.strategy,
          role: side.strategy == question.reference ? .reference : .candidate, quantity: quantity)
      ]
      .filter { $0.key <= last }
    }
    return PairedBlocks(values(contrast.numerator), over: values(contrast.denominator))
  }
}

/// What a contrast leaves to its experiment.
struct ContrastPlace: Sendable {
  var experiment: String
  var headlineLoad: String
  var reference: StrategyName
}
