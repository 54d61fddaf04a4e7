internal import Glibc
import PageProtocol
internal import Statistics

/// Simulates how often the interval of a ratio contains the true ratio, with data of a known ratio.
package struct CoverageSimulation: Sendable {
  /// The distribution of a trial's noise. A trial's metric is multiplied by exp(noise).
  package enum Noise: String, Sendable, CaseIterable {
    /// Normal.
    case normal
    /// Student's t with three degrees of freedom: heavy tails.
    case t3
    /// Normal, and one trial in ten is slowed down by an exponentially distributed amount with a mean of ten standard
    /// deviations.
    case spiked
    /// Normal differences between blocks, rounded to whole numbers, so that many of them are equal or zero.
    case tied
  }

  /// The result for one kind of noise and number of blocks.
  package struct Case: Sendable, Equatable {
    /// The kind of noise.
    package var noise: Noise
    /// Blocks per simulated experiment.
    package var blocks: Int
    /// The share of simulated experiments whose 95 % interval contained the true ratio, 0…1.
    package var coverage: Double
  }

  /// Every kind of noise, each with every number of blocks in ascending order.
  package private(set) var cases: [Case] = []
  /// Simulated experiments per case.
  package let repetitions: Int

  /// Blocks per experiment: from the fewest that a comparison should have to the most that a profile measures.
  package static let blockCounts = [8, 12, 20, 30, 60]

  /// Simulates every kind of noise with every number of blocks, on all cores.
  ///
  /// - Parameter repetitions: experiments per case, at least 1; with 20,000, a coverage has a standard error of 0.15 %.
  /// - Throws: ``Statistics/StatisticsError``, or `CancellationError` if the task was cancelled.
  package init(repetitions: Int) async throws {
    self.repetitions = repetitions
    cases = try await withThrowingTaskGroup(of: (Int, Case).self) { group in
      let all = Noise.allCases.flatMap { noise in Self.blockCounts.map { (noise, $0) } }
      for (place, (noise, blocks)) in all.enumerated() {
        group.addTask { (place, try Self.simulated(noise, blocks: blocks, repetitions: repetitions)) }
      }
      var cases: [(Int, Case)] = []
      for try await one in group { cases.append(one) }
      return cases.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Simulates one case. Its seed is the number of blocks, so that the same arguments always give the same result.
  ///
  /// - Parameters:
  ///   - noise: the kind of noise.
  ///   - blocks: blocks per experiment, at least 1.
  ///   - repetitions: experiments, at least 1.
  /// - Throws: ``Statistics/StatisticsError``, or `CancellationError` if the task was cancelled.
  package static func simulated(_ noise: Noise, blocks: Int, repetitions: Int) throws -> Case {
    var draw = NoiseGenerator(seed: UInt64(blocks))
    var covered = 0
    for _ in 0..<repetitions {
      try Task.checkCancellation()
      if try draw.isCovered(noise, blocks: blocks) { covered += 1 }
    }
    return Case(noise: noise, blocks: blocks, coverage: Double(covered) / Double(repetitions))
  }
}

/// Makes simulated experiments.
private struct NoiseGenerator {
  private var generator: SeededGenerator

  /// The true ratio. Noise is symmetric on the logarithmic scale, so coverage does not depend on it.
  private static let ratio = 1.3

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Draws the blocks of one experiment; returns whether their interval contains the true ratio.
  mutating func isCovered(_ noise: CoverageSimulation.Noise, blocks: Int) throws(StatisticsError) -> Bool {
    if noise == .tied {
      let differences = try Sample((0..<blocks).map { _ in normal().rounded() })
      return HodgesLehmann(differences).interval()?.contains(0) == true
    }
    let numerators = (0..<blocks).map { _ in Self.ratio * exp(0.05 * draw(noise)) }
    let denominators = (0..<blocks).map { _ in exp(0.05 * draw(noise)) }
    let effect = try RatioEffect(numerators: numerators, denominators: denominators)
    return effect.interval?.contains(Self.ratio) == true
  }

  private mutating func draw(_ noise: CoverageSimulation.Noise) -> Double {
    switch noise {
    case .normal, .tied: return normal()
    case .t3:
      let squares = (0..<3).reduce(0.0) { sum, _ in sum + pow(normal(), 2) }
      return normal() / (squares / 3).squareRoot()
    case .spiked:
      let spike = uniform() < 0.1 ? -10 * log(uniform()) : 0
      return normal() + spike
    }
  }

  /// Box & Muller, Annals of Mathematical Statistics 29 (1958).
  private mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }

  /// In (0, 1], because its logarithm is taken.
  private mutating func uniform() -> Double { 1 - generator.nextUnitInterval() }
}
