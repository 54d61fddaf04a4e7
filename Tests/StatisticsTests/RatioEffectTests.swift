import Glibc
import PageProtocol
import Statistics
import Testing

@Suite("The ratio of paired metrics", .timeLimit(.minutes(1)))
struct RatioEffectTests {
  @Test("agrees with scipy on the logarithms", arguments: RatioFigures.all)
  func figures(_ figure: RatioFigure) throws {
    let effect = try RatioEffect(numerators: figure.numerators, denominators: figure.denominators)
    #expect(effect.blocks == figure.numerators.count)
    #expect(isClose(effect.ratio, figure.ratio))
    #expect(isClose(effect.p, figure.p))
    #expect(isClose(effect.interval?.lower, figure.lower))
    #expect(isClose(effect.interval?.upper, figure.upper))
    #expect(isClose(effect.standardDeviation, figure.deviation))
  }

  @Test("is the reciprocal with the same p if numerator and denominator are exchanged, ties included")
  func reciprocal() throws {
    let (a, b) = ([2.0, 3, 3, 10, 7, 6, 1, 1], [3.0, 2, 3, 3, 3, 9, 7, 10])
    let effect = try RatioEffect(numerators: a, denominators: b)
    let inverse = try RatioEffect(numerators: b, denominators: a)
    #expect(inverse.p == effect.p)
    #expect(inverse.logRatio == -effect.logRatio)
    #expect(inverse.logInterval?.lower == effect.logInterval.map { -$0.upper })
  }

  @Test("has a p-value but no interval with fewer than six blocks")
  func fewBlocks() throws {
    let effect = try RatioEffect(numerators: [2, 4, 6, 8, 10], denominators: [1, 2, 3, 4, 5])
    #expect(effect.interval == nil)
    #expect(effect.p == 0.0625)
    #expect(isClose(effect.ratio, 2))
    #expect(try RatioEffect(numerators: [2], denominators: [1]).standardDeviation == nil)
  }

  @Test("of a metric to itself is 1 with p = 1")
  func identical() throws {
    let effect = try RatioEffect(numerators: [5, 6, 7, 8, 9, 10], denominators: [5, 6, 7, 8, 9, 10])
    #expect(effect.ratio == 1)
    #expect(effect.p == 1)
    #expect(effect.interval == ConfidenceInterval(lower: 1, upper: 1, confidence: 0.95))
  }

  @Test("needs pairs of positive numbers, and says which is not")
  func refusals() {
    #expect(throws: StatisticsError.lengthsDiffer(first: 2, second: 1)) {
      try RatioEffect(numerators: [1, 2], denominators: [1])
    }
    #expect(throws: StatisticsError.empty) { try RatioEffect(numerators: [], denominators: []) }
    for value in [0.0, -2, 1e-200] {
      #expect(throws: StatisticsError.notPositive(value: value, index: 1)) {
        try RatioEffect(numerators: [1, 2], denominators: [1, value])
      }
    }
    #expect(throws: StatisticsError.outOfRange(value: .infinity, index: 0)) {
      try RatioEffect(numerators: [.infinity], denominators: [1])
    }
  }

  @Test("stays a number for the most unequal values there may be")
  func extremes() throws {
    let effect = try RatioEffect(numerators: [0x1p500, 0x1p500], denominators: [0x1p-500, 0x1p-500])
    #expect(isClose(effect.ratio, 0x1p1000))
  }
}

@Suite("The bootstrap of the trimmed mean", .timeLimit(.minutes(1)))
struct BootstrapTests {
  @Test("agrees with numpy on the same random numbers", arguments: BootstrapFigures.all)
  func figures(_ figure: BootstrapFigure) throws {
    var generator = SeededGenerator(seed: figure.seed)
    let interval = try Sample(figure.values).trimmedMeanInterval(using: &generator)
    #expect(isClose(interval?.lower, figure.lower))
    #expect(isClose(interval?.upper, figure.upper))
  }

  @Test("is the ratio's when taken of logarithms")
  func ratio() throws {
    let figure = try #require(RatioFigures.all.last)
    let effect = try RatioEffect(numerators: figure.numerators, denominators: figure.denominators)
    var (first, second) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    let ratios = try #require(effect.bootstrapInterval(resamples: 500, using: &first))
    let logarithms = try #require(effect.logRatios.trimmedMeanInterval(resamples: 500, using: &second))
    #expect(ratios.lower < 1 && ratios.upper > 1)
    #expect(logarithms.lower < 0 && logarithms.upper > 0)
    #expect(isClose(ratios.lower * ratios.upper, exp(logarithms.lower + logarithms.upper)))
  }

  @Test("has zero width for one value or equal ones")
  func equalValues() throws {
    var generator = SeededGenerator(seed: 1)
    for count in [1, 2, 23] {
      let interval = try Sample(repeatElement(0.1, count: count)).trimmedMeanInterval(resamples: 100, using: &generator)
      #expect(interval == ConfidenceInterval(lower: 0.1, upper: 0.1, confidence: 0.95))
    }
  }

  @Test("is nil for parameters outside their range")
  func nonsense() throws {
    var generator = SeededGenerator(seed: 1)
    let sample = try Sample([1, 2, 3])
    #expect(sample.trimmedMeanInterval(resamples: 0, using: &generator) == nil)
    #expect(sample.trimmedMeanInterval(confidence: 1, using: &generator) == nil)
    #expect(sample.trimmedMeanInterval(confidence: .nan, using: &generator) == nil)
  }
}
