import Foundation
package import Strategies
import Workload

/// What the strategies of an experiment can do, measured in a closed loop before the first block.
package struct Capacity: Sendable, Codable, Equatable {
  package var strategies: [Measured]

  package struct Measured: Sendable, Codable, Equatable {
    package var strategy: StrategyName
    /// The median over its trials.
    package var unitsPerSecond: Double

    package init(strategy: StrategyName, unitsPerSecond: Double) {
      self.strategy = strategy
      self.unitsPerSecond = unitsPerSecond
    }
  }

  package init(_ strategies: [Measured]) { self.strategies = strategies }

  package func unitsPerSecond(_ strategy: StrategyName) -> Double? {
    strategies.first { $0.strategy == strategy }?.unitsPerSecond
  }

  /// What the slowest of them can do; nil if there are none.
  package var least: Double? { strategies.map(\.unitsPerSecond).min() }
}

/// How to find out what the strategies of an experiment can do.
package struct CapacityProbe: Sendable {
  /// The closed loop to run: as many units in flight as the open loops allow.
  package var load: LoadSpec
  /// What is expected until it has been measured, in units a second, which is all that a dry run has.
  package var expected: @Sendable (StrategyName) -> Double

  package init(load: LoadSpec, expected: @escaping @Sendable (StrategyName) -> Double) {
    self.load = load
    self.expected = expected
  }

  /// What is expected of some strategies.
  package func expectedCapacity(of strategies: [StrategyName]) -> Capacity {
    Capacity(strategies.map { .init(strategy: $0, unitsPerSecond: expected($0)) })
  }
}

/// A rate that is a share of the slowest strategy's capacity.
package struct OfferedShare: Sendable, Hashable {
  package var share: Double
  /// How long units arrive.
  package var seconds: Double

  package init(_ share: Double, seconds: Double) {
    self.share = share
    self.seconds = seconds
  }
}

extension LoadSpec {
  /// The load with the rate, and as many units, as its share of a capacity comes to; itself if it has none.
  package func offered(of capacity: Capacity?) -> LoadSpec {
    guard let offered, let least = capacity?.least else { return self }
    var load = self
    // Of a coarse capacity, which is within 6 %, so that two runs on one machine most often offer the same.
    let rate = max(1, (offered.share * least.coarse(stepsPerDecade: 20)).withTwoDigits.rounded())
    load.arrivals = Arrivals(.poisson, perSecond: rate)
    // As many as a p99 needs (``Quantile/isSupported(by:)``), even if they take longer to arrive.
    load.units = max(2000, Int((rate * offered.seconds).rounded()))
    return load
  }
}

extension Double {
  /// The nearest of the powers of 10^(1 ÷ `steps`): what is measured anew by every run most often comes to the same then,
  /// so that what runs make of it can be compared.
  ///
  /// - Parameter steps: numbers to each power of ten: with 10 they are 26 % apart, with 20 12 %.
  func coarse(stepsPerDecade steps: Double) -> Double { pow(10, (log10(self) * steps).rounded() / steps) }

  /// 4,837 becomes 4,800.
  var withTwoDigits: Double {
    let step = pow(10, log10(self).rounded(.down) - 1)
    return (self / step).rounded() * step
  }
}
