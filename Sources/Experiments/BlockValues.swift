package import Statistics
package import Strategies

/// The role of a trial in its block.
package enum Role: String, Sendable, Codable {
  /// A trial of the experiment's reference strategy.
  case reference
  /// A trial of any other strategy.
  case candidate
  /// The reference once more under another label: any difference between the two is noise.
  case control
}

/// Names a load of a run.
package struct LoadID: Sendable, Hashable {
  /// ``Experiment/name``.
  package var experiment: String
  /// ``LoadSpec/name``.
  package var load: String

  package init(experiment: String, load: String) {
    self.experiment = experiment
    self.load = load
  }
}

/// The measured values of a run's valid blocks, by series and by number of the block.
package struct BlockValues: Sendable {
  private var series: [Series: [Int: Double]] = [:]
  private var blocks: [LoadID: Set<Int>] = [:]

  /// Names a series of values, one per block.
  package struct Series: Hashable, Sendable {
    /// The load under which they were measured.
    package var load: LoadID
    /// The strategy whose trials they belong to.
    package var strategy: StrategyName
    /// The role of these trials in their blocks.
    package var role: Role
    /// ``Quantity/name``.
    package var quantity: String

    package init(_ load: LoadID, _ strategy: StrategyName, _ role: Role, quantity: String) {
      self.load = load
      self.strategy = strategy
      self.role = role
      self.quantity = quantity
    }

    /// The series of a strategy that is not the control: its role is reference if it is the experiment's reference,
    /// else candidate.
    package init(_ load: LoadID, _ strategy: StrategyName, reference: StrategyName, quantity: String) {
      self.init(load, strategy, strategy == reference ? .reference : .candidate, quantity: quantity)
    }
  }

  package init() {}

  /// Sets the value of a block; a second value of the same block replaces the first.
  package mutating func add(_ value: Double, to key: Series, block: Int) {
    series[key, default: [:]][block] = value
    blocks[key.load, default: []].insert(block)
  }

  /// The values by number of the block; empty if there are none.
  package subscript(_ wanted: Series) -> [Int: Double] { series[wanted] ?? [:] }

  /// The numbers of the valid blocks of a load.
  package func blocks(of load: LoadID) -> Set<Int> { blocks[load] ?? [] }
}

/// Two series of a run, paired by block.
package struct PairedBlocks: Sendable {
  /// The number of blocks that have both values.
  package let count: Int
  /// The number of these blocks in which a value is not positive, so that they have no ratio.
  package let withoutRatio: Int
  /// The ratio with its interval; nil if any block has no ratio. No block is left out because of its value.
  package let effect: RatioEffect?

  /// - Parameters:
  ///   - numerators: by number of the block.
  ///   - denominators: by number of the block.
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
  /// The parts of an experiment that its contrasts refer to.
  package struct Setting: Sendable {
    /// ``Experiment/name``.
    package var experiment: String
    /// The name of the headline load.
    package var headlineLoad: String
    /// The experiment's reference.
    package var reference: StrategyName

    package init(experiment: String, headlineLoad: String, reference: StrategyName) {
      self.experiment = experiment
      self.headlineLoad = headlineLoad
      self.reference = reference
    }
  }

  /// The two sides of a contrast, paired by block.
  ///
  /// - Parameters:
  ///   - quantity: ``Quantity/name``.
  ///   - setting: the experiment that the contrast belongs to.
  ///   - last: the number of the last block to use.
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
