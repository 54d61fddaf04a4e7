internal import Glibc
import PageProtocol
internal import Statistics

/// How often the interval of a ratio holds the true ratio, when the truth is known because the data is made up.
package struct CoverageSimulation: Sendable {
  /// What makes two measurements of the same thing differ; a trial's metric is multiplied by its exponential.
  package enum Noise: String, Sendable, CaseIterable {
    case normal
    /// Student's t with three degrees of freedom: heavy tails.
    case t3
    /// Normal, and one trial in ten is slowed down by an exponential amount, ten times as large on average.
    case spiked
    /// Normal, but blocks' differences are rounded to whole numbers, so that most of them are equal or zero.
    case tied
  }

  /// One kind of noise and number of blocks.
  package struct Case: Sendable, Equatable {
    package var noise: Noise
    package var blocks: Int
    /// The share of simulated experiments whose 95 % interval held the truth.
    package var coverage: Double
  }

  package private(set) var cases: [Case] = []
  /// Experiments simulated for each.
  package let repetitions: Int

  /// Numbers of blocks, from the least that a comparison should have to the most that a profile measures.
  package static let blockCounts = [8, 12, 20, 30, 60]

  /// Simulates every kind of noise at every number of blocks, on as many cores as there are.
  ///
  /// - Parameter repetitions: experiments of each, at least 1; 20,000 know the coverage to two digits.
  /// - Throws: `StatisticsError`, or `CancellationError` if its task was cancelled.
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

  /// The same numbers whenever it is called.
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

private struct NoiseGenerator {
  private var generator: SeededGenerator

  /// The true ratio; a half and a double noise are as likely, wherever it lies.
  private static let ratio = 1.3

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Makes up the blocks of one experiment, and says whether their interval holds the truth.
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

  /// In (0, 1], so that it has a logarithm.
  private mutating func uniform() -> Double { 1 - generator.nextUnitInterval() }
}
