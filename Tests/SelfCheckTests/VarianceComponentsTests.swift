import Foundation
import PageProtocol
import SelfCheck
import Testing

@Suite("Variance components", .timeLimit(.minutes(1)))
struct VarianceComponentsTests {
  /// Costs with given standard deviations of turns, processes, rounds and blocks.
  private func costs(
    turn: Double, process: Double, round: Double, block: Double, blocks: Int = 400
  ) -> [[[Double]]] {
    var generator = SeededGenerator(seed: 3)
    func draw(_ deviation: Double) -> Double {
      // The sum of twelve uniform numbers has a variance of 1.
      deviation * ((0..<12).reduce(0.0) { sum, _ in sum + generator.nextUnitInterval() } - 6)
    }
    return (0..<blocks).map { _ in
      let ofBlock = draw(block)
      let rounds = (0..<16).map { _ in draw(round) }
      return (0..<6).map { _ in
        let ofProcess = draw(process)
        return rounds.map { exp(-9 + ofBlock + $0 + ofProcess + draw(turn)) }
      }
    }
  }

  @Test("are found as they were made")
  func found() throws {
    let found = try #require(
      VarianceComponents(costs(turn: 0.07, process: 0.02, round: 0.1, block: 0.15)))
    #expect(abs(found.turn - 0.07) < 0.003)
    #expect(abs(found.process - 0.02) < 0.002)
    #expect(abs(found.round - 0.1) < 0.005)
    #expect(abs(found.block - 0.15) < 0.015)
    #expect(abs(found.ratio(turns: 16) - (2 * (0.0004 + 0.0049 / 16)).squareRoot()) < 0.003)
  }

  @Test("a process that differs as little as its turns explain has none")
  func none() throws {
    let found = try #require(VarianceComponents(costs(turn: 0.07, process: 0, round: 0, block: 0)))
    #expect(found.process < 0.006 && found.round < 0.01 && found.block < 0.01)
  }

  @Test("the best number of turns: √(2 s ÷ 0.02 s) · 0.06 ÷ 0.02 = 30")
  func best() throws {
    var components = try #require(VarianceComponents(costs(turn: 0.06, process: 0.02, round: 0, block: 0)))
    (components.turn, components.process) = (0.06, 0.02)
    let best = try #require(components.bestTurns(secondsPerProcess: 2, secondsPerTurn: 0.02))
    #expect(abs(best - 30) < 1e-9)
    components.process = 0
    #expect(components.bestTurns(secondsPerProcess: 2, secondsPerTurn: 0.02) == nil)
  }

  @Test("need two of each, and equal numbers")
  func few() {
    #expect(VarianceComponents([]) == nil)
    #expect(VarianceComponents([[[1, 2], [1, 2]]]) == nil)
    #expect(VarianceComponents([[[1], [1]], [[1], [1]]]) == nil)
    #expect(VarianceComponents([[[1, 2], [1, 2]], [[1, 2], [1]]]) == nil)
  }
}
