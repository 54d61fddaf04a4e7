package import Statistics

/// How much a run measures.
package enum Profile: String, Sendable, Codable, CaseIterable {
  /// A first look: enough blocks for verdicts about large differences.
  case quick
  /// Enough blocks for verdicts about headline loads.
  case standard
  /// More loads, and blocks until the intervals are narrow.
  case full

  /// Blocks of an experiment's headline load.
  package var headlineBlocks: Int {
    switch self {
    case .quick: 4
    case .standard: 12
    case .full: 20
    }
  }

  /// Blocks of every other load.
  package var otherBlocks: Int {
    switch self {
    case .quick: 1
    case .standard: 3
    case .full: 6
    }
  }

  /// The intended runtime of trials of calibrated loads, in seconds. More blocks give more precision, longer trials do
  /// not.
  package var calibratedTrialSeconds: Double { self == .quick ? 0.15 : 0.5 }

  /// The number of trials per strategy that a capacity is the median of.
  package var capacityTrials: Int { self == .quick ? 1 : 3 }

  /// When a headline load has enough blocks; nil if their number is fixed.
  package var stopping: StoppingRule? { self == .full ? StoppingRule() : nil }

  /// The longest predicted runtime, in seconds, with which a strategy runs under a load: a longer trial gives less
  /// precision than another block does.
  package var longestTrialSeconds: Double {
    switch self {
    case .quick: 2
    case .standard, .full: 5
    }
  }
}
