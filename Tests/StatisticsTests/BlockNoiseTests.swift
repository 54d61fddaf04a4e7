import Foundation
import Statistics
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlockNoiseTests {
  @Test("The noise is the residual mean square of a two-way analysis of variance.")
  func residuals() throws {
    // By hand: of 1, 3, 12 and 12 what is left is ±0.5 each, with one degree of freedom.
    let noise = try #require(BlockNoise(treatments: [[1, 3], [12, 12]]))
    #expect(noise.degreesOfFreedom == 1 && abs(noise.variance - 1) < 1e-12)
    let none = try #require(BlockNoise(treatments: [[1, 2, 3], [11, 12, 13], [5, 6, 7]]))
    #expect(none.degreesOfFreedom == 4 && none.variance < 1e-20)
  }

  @Test func undefinedForASingleBlockOrTreatmentOrUnequalOnes() {
    #expect(BlockNoise(treatments: []) == nil && BlockNoise(treatments: [[1, 2]]) == nil)
    #expect(BlockNoise(treatments: [[1], [2]]) == nil && BlockNoise(treatments: [[1, 2], [1, 2, 3]]) == nil)
  }

  @Test("A pooled effect is Student's t with the pooled noise, or with its own if that is larger.")
  func pooled() throws {
    let effect = try RatioEffect(numerators: [1.1, 1.2, 1.15, 1.25].map { $0 * 3 }, denominators: [3, 3, 3, 3])
    let quiet = try #require(BlockNoise(treatments: [[0, 0.001, 0, 0], [0, 0, 0.001, 0], [0, 0, 0, 0.001]]))
    let loud = try #require(BlockNoise(treatments: [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0]]))
    let own = try #require(effect.pooled(with: (quiet, quiet)))
    // scipy: x = log([1.1, 1.2, 1.15, 1.25]); t = mean ÷ (std(ddof=1) ÷ 2), two-sided with 6 degrees of freedom.
    #expect(own.isPooled && abs(own.logRatio - 0.16013431) < 1e-7)
    #expect(abs(own.p - 0.0011294046) < 1e-8)
    #expect(try #require(effect.pooled(with: (loud, loud))).p > 0.5)
    #expect(try RatioEffect(numerators: [2], denominators: [1]).pooled(with: (quiet, quiet)) == nil)
  }
}
