import Statistics
import Testing

@Suite("Families of tests", .timeLimit(.minutes(1)))
struct FamilyTests {
  @Test("are adjusted by Holm as by closed testing", arguments: HolmFigures.all)
  func holm(_ figure: HolmFigure) throws {
    let adjusted = try holmAdjusted(figure.p)
    #expect(adjusted.count == figure.adjusted.count)
    #expect(zip(adjusted, figure.adjusted).allSatisfy { isClose($0, $1) })
  }

  @Test("contain probabilities only", arguments: [-0.1, 1.1, Double.infinity])
  func refusals(value: Double) {
    #expect(throws: StatisticsError.notProbability(value: value, index: 1)) { try holmAdjusted([0.5, value]) }
    #expect(throws: StatisticsError.self) { try holmAdjusted([.nan]) }
  }

  @Test("can be decided once 2m·2⁻ⁿ < .05")
  func deciding() {
    let rules = DecisionRules()
    // 2 ÷ 2⁶ = .031 and 2 ÷ 2⁵ = .063; 10 ÷ 2⁸ = .039 and 10 ÷ 2⁷ = .078.
    #expect(rules.blocksToDecide(contrasts: 1) == 6)
    #expect(rules.blocksToDecide(contrasts: 5) == 8)
    #expect(rules.canDecide(blocks: 8, contrasts: 5))
    #expect(!rules.canDecide(blocks: 7, contrasts: 5))
    #expect(!rules.canDecide(blocks: 0, contrasts: 1))
    #expect(!rules.canDecide(blocks: 100, contrasts: 0))
    #expect(rules.blocksToDecide(contrasts: 0) == nil)
  }

  @Test("hide effects below the minimum detectable one", arguments: DetectableFigures.all)
  func detectable(_ figure: DetectableFigure) {
    let effect = DecisionRules().minimumDetectableEffect(
      standardDeviation: figure.deviation, blocks: figure.blocks, contrasts: figure.contrasts)
    #expect(isClose(effect, figure.effect))
  }

  @Test("have no minimum detectable effect without blocks, contrasts or a spread")
  func undetectable() {
    let rules = DecisionRules()
    #expect(rules.minimumDetectableEffect(standardDeviation: 0.1, blocks: 0, contrasts: 1) == nil)
    #expect(rules.minimumDetectableEffect(standardDeviation: 0.1, blocks: 5, contrasts: 0) == nil)
    for deviation in [-1, Double.nan, .infinity, 1e6] {
      #expect(rules.minimumDetectableEffect(standardDeviation: deviation, blocks: 5, contrasts: 1) == nil)
    }
    var senseless = rules
    senseless.power = 1
    #expect(senseless.minimumDetectableEffect(standardDeviation: 0.1, blocks: 5, contrasts: 1) == nil)
  }
}

@Suite("Jain's index", .timeLimit(.minutes(1)))
struct JainIndexTests {
  @Test("is 1 ÷ (1 + the squared coefficient of variation)")
  func variation() throws {
    // Mean 4, variance with n in the denominator 5: 1 ÷ (1 + 5/16).
    #expect(isClose(try jainIndex(of: [1, 3, 5, 7]), 16.0 / 21))
    #expect(isClose(try jainIndex(of: [1e-200, 3e-200, 5e-200, 7e-200]), 16.0 / 21))
  }

  @Test("is k/n if k of n shares are equal and the others zero")
  func excluded() throws {
    #expect(isClose(try jainIndex(of: [0, 9, 0, 9, 9]), 0.6))
    #expect(try jainIndex(of: [0, 0, 9, 0]) == 0.25)
    #expect(try jainIndex(of: [3.3, 3.3, 3.3]) == 1)
    #expect(try jainIndex(of: [2]) == 1)
    #expect(try jainIndex(of: [0, 0]) == 1)
  }

  @Test("is not defined for no shares, nor for negative or infinite ones")
  func refusals() {
    #expect(throws: StatisticsError.empty) { try jainIndex(of: []) }
    #expect(throws: StatisticsError.negative(value: -1, index: 1)) { try jainIndex(of: [1, -1]) }
    #expect(throws: StatisticsError.outOfRange(value: .infinity, index: 0)) { try jainIndex(of: [.infinity]) }
    #expect(throws: StatisticsError.self) { try jainIndex(of: [.nan]) }
  }
}
