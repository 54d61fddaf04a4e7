import Foundation
package import Strategies
import Workload

/// The capacity of an experiment's strategies, measured in a closed loop before the first block.
package struct Capacity: Sendable, Codable, Equatable {
  /// Each strategy once.
  package var strategies: [Measured]

  /// The capacity of one strategy.
  package struct Measured: Sendable, Codable, Equatable {
    /// The strategy that was measured.
    package var strategy: StrategyName
    /// The median throughput over its trials, in units per second.
    package var unitsPerSecond: Double

    package init(strategy: StrategyName, unitsPerSecond: Double) {
      self.strategy = strategy
      self.unitsPerSecond = unitsPerSecond
    }
  }

  /// - Parameter strategies: each strategy once.
  package init(_ strategies: [Measured]) { self.strategies = strategies }

  /// The capacity of a strategy, in units per second; nil if it was not measured.
  package func unitsPerSecond(_ strategy: StrategyName) -> Double? {
    strategies.first { $0.strategy == strategy }?.unitsPerSecond
  }

  /// The capacity of the slowest strategy, in units per second; nil if there are none.
  package var least: Double? { strategies.map(\.unitsPerSecond).min() }
}

/// How to measure the capacity of an experiment's strategies.
package struct CapacityProbe: Sendable {
  /// The closed loop to run: as many units in flight as the open loops allow.
  package var load: LoadSpec
  /// The expected capacity of a strategy, in units per second: a dry run, which measures nothing, uses it.
  package var expected: @Sendable (StrategyName) -> Double

  package init(load: LoadSpec, expected: @escaping @Sendable (StrategyName) -> Double) {
    self.load = load
    self.expected = expected
  }

  /// The expected capacity of strategies.
  package func expectedCapacity(of strategies: [StrategyName]) -> Capacity {
    Capacity(strategies.map { .init(strategy: $0, unitsPerSecond: expected($0)) })
  }
}

/// A rate of arrivals that is a share of the slowest strategy's capacity.
package struct OfferedShare: Sendable, Hashable {
  /// The share, above 0; 0.7 stands for 70 %.
  package var share: Double
  /// How long units arrive, in seconds.
  package var seconds: Double

  package init(_ share: Double, seconds: Double) {
    self.share = share
    self.seconds = seconds
  }
}

extension LoadSpec {
  /// The load with ``arrivals`` and ``units`` set from its share of a capacity; unchanged if it has no share.
  ///
  /// - Parameter capacity: nil if it is unknown; the load is unchanged then.
  package func offered(of capacity: Capacity?) -> LoadSpec {
    guard let offered, let least = capacity?.least else { return self }
    var load = self
    // The capacity is rounded, by at most 6 %, so that two runs on one machine usually offer the same rate.
    let rate = max(1, (offered.share * least.coarse(stepsPerDecade: 20)).withTwoDigits.rounded())
    load.arrivals = Arrivals(.poisson, perSecond: rate)
    // A p99 needs 2,000 units (``Quantile/isSupported(by:)``), even if they take longer to arrive.
    load.units = max(2000, Int((rate * offered.seconds).rounded()))
    return load
  }
}

extension Double {
  /// The nearest power of 10^(1 ÷ `steps`), on a logarithmic scale.
  ///
  /// Every run measures the value anew. Rounded like this, two runs usually get the same value, so that loads that
  /// depend on it can be compared.
  ///
  /// - Parameter steps: values per power of ten: 10 values are 26 % apart, 20 values 12 %.
  func coarse(stepsPerDecade steps: Double) -> Double { pow(10, (log10(self) * steps).rounded() / steps) }

  /// Rounded to two significant digits: 4,837 becomes 4,800.
  var withTwoDigits: Double {
    let step = pow(10, log10(self).rounded(.down) - 1)
    return (self / step).rounded() * step
  }
}
