package import Statistics

/// How much of everything a run measures: from a glance to numbers worth a verdict.
package enum Profile: String, Sendable, Codable, CaseIterable {
  case quick
  case standard
  case full

  /// Blocks of an experiment's headline load.
  package var headlineBlocks: Int {
    switch self {
    case .quick: 2
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

  /// What the trials of calibrated loads should take, in seconds. Longer ones are not more precise: more blocks are.
  package var calibratedTrialSeconds: Double { self == .quick ? 0.25 : 0.5 }

  /// Trials of each strategy from which a capacity is taken.
  package var capacityTrials: Int { self == .quick ? 1 : 3 }

  /// When a headline load has enough blocks; nil where that is known beforehand.
  package var stopping: StoppingRule? { self == .full ? StoppingRule() : nil }

  /// A strategy that is predicted to need longer than this for a load, in seconds, is left out there: a longer trial buys
  /// less precision than another block does.
  package var longestTrialSeconds: Double {
    switch self {
    case .quick: 2
    case .standard, .full: 5
    }
  }
}
