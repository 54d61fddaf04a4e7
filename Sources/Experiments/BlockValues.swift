package import Statistics
package import Strategies

/// What a trial's strategy is to its experiment.
package enum Role: String, Sendable, Codable {
  case reference
  case candidate
  /// The reference once more under another label: what differs between the two is noise.
  case control
}

/// A load of a run, by the names of its experiment and of itself.
package struct LoadID: Sendable, Hashable {
  package var experiment: String
  package var load: String

  package init(experiment: String, load: String) {
    self.experiment = experiment
    self.load = load
  }
}

/// The numbers of a run's valid blocks, by where they come from and by block.
package struct BlockValues: Sendable {
  private var series: [Series: [Int: Double]] = [:]
  private var blocks: [LoadID: Set<Int>] = [:]

  /// Where a number comes from, trial by trial.
  package struct Series: Hashable, Sendable {
    package var load: LoadID
    package var strategy: StrategyName
    package var role: Role
    /// ``Quantity/name``.
    package var quantity: String

    package init(_ load: LoadID, _ strategy: StrategyName, _ role: Role, quantity: String) {
      self.load = load
      self.strategy = strategy
      self.role = role
      self.quantity = quantity
    }

    /// Of the strategy's own trials: as reference where it is the experiment's, else as candidate.
    package init(_ load: LoadID, _ strategy: StrategyName, reference: StrategyName, quantity: String) {
      self.init(load, strategy, strategy == reference ? .reference : .candidate, quantity: quantity)
    }
  }

  package init() {}

  package mutating func add(_ value: Double, to key: Series, block: Int) {
    series[key, default: [:]][block] = value
    blocks[key.load, default: []].insert(block)
  }

  /// The numbers by block; empty if there are none.
  package subscript(_ wanted: Series) -> [Int: Double] { series[wanted] ?? [:] }

  /// The numbers of the blocks that count for a load.
  package func blocks(of load: LoadID) -> Set<Int> { blocks[load] ?? [] }
}

/// Two series of a run, block by block.
package struct PairedBlocks: Sendable {
  /// Blocks that have both numbers.
  package let count: Int
  /// Of these, those in which one of the two is not positive, so that there is no ratio.
  package let withoutRatio: Int
  /// The ratio; nil if any block is without one. No block is left out because of its value.
  package let effect: RatioEffect?

  /// - Parameters:
  ///   - numerators: by block.
  ///   - denominators: by block.
  package init(_ numerators: [Int: Double], over denominators: [Int: Double]) {
    let blocks = numerators.keys.filter { denominators[$0] != nil }.sorted()
    let above = blocks.compactMap { numerators[$0] }
    let below = blocks.compactMap { denominators[$0] }
    count = blocks.count
    withoutRatio = zip(above, below).count { $0 <= 0 || $1 <= 0 }
    effect = try? RatioEffect(numerators: above, denominators: below)
  }
}

extension BlockValues {
  /// What a contrast leaves to its experiment.
  package struct Setting: Sendable {
    package var experiment: String
    package var headlineLoad: String
    package var reference: StrategyName

    package init(experiment: String, headlineLoad: String, reference: StrategyName) {
      self.experiment = experiment
      self.headlineLoad = headlineLoad
      self.reference = reference
    }
  }

  /// The two sides of a contrast, block by block.
  ///
  /// - Parameters:
  ///   - quantity: ``Quantity/name``.
  ///   - last: the number of the last block to look at.
  package func pairs(
    _ contrast: Experiment.Contrast, _ quantity: String, in setting: Setting, through last: Int = .max
  ) -> PairedBlocks {
    func values(_ side: Experiment.Contrast.Side) -> [Int: Double] {
      let load = LoadID(experiment: setting.experiment, load: side.load ?? setting.headlineLoad)
      return self[Series(load, side.strategy, reference: setting.reference, quantity: quantity)]
        .filter { $0.key <= last }
    }
    return PairedBlocks(values(contrast.numerator), over: values(contrast.denominator))
  }
}
