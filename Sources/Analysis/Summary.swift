package import Experiments
import Statistics
package import Strategies
package import Workload

/// What a run found, as a table for each experiment and load.
package struct Summary: Sendable, Codable, Equatable {
  package var runID: String
  package var folder: String
  package var profile: Profile
  package var blocksComplete: Int
  package var blocksPlanned: Int
  /// What must be said with the numbers, a sentence each.
  package var remarks: [String]
  package var loads: [LoadSummary]
  /// What the run decided, experiment by experiment.
  package var verdicts: [Analysis.ExperimentAnalysis]

  package struct LoadSummary: Sendable, Codable, Equatable {
    package var experiment: String
    package var question: String
    package var load: String
    package var isHeadline: Bool
    package var units: Int
    package var concurrency: Int
    /// Units that arrive a second, in an open loop; left out of a closed one.
    package var offeredPerSecond: Double?
    package var connections: ConnectionPolicy
    package var serverDelaySeconds: Double
    /// What `ratio` divides the runtime by.
    package var ideal: Experiment.Ideal
    package var blocks: Int
    package var strategies: [StrategySummary]
    package var leftOut: [LeftOut]
  }

  /// Medians over the blocks.
  package struct StrategySummary: Sendable, Codable, Equatable {
    package var strategy: StrategyName
    package var role: Role
    package var runtimeSeconds: Spread
    /// Runtime ÷ the ideal.
    package var ratio: Double?
    package var predictedSeconds: Double
    package var cpuSecondsPerUnit: Double?
    package var threadsPeak: Double?
    package var switchesPerUnit: Double?
    /// Left out of a closed loop.
    package var openLoop: OpenLoopSummary?
    /// Experiments' own numbers by title.
    package var further: [String: Double]
  }

  /// The middle and the ends of what the blocks gave.
  package struct Spread: Sendable, Codable, Equatable {
    package var median: Double
    package var min: Double
    package var max: Double

    /// Nil if there are no values.
    package init?(_ values: some Sequence<Double>) {
      let sorted = values.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      min = first
      max = last
      let middle = sorted.count / 2
      median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }
}
