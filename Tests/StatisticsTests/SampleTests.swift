import Statistics
import Testing

@Suite("One sample", .timeLimit(.minutes(1)))
struct SampleTests {
  @Test("is described as numpy and scipy do", arguments: SampleFigures.all)
  func description(_ figure: SampleFigure) throws {
    let sample = try Sample(figure.values)
    #expect(isClose(sample.mean, figure.mean))
    #expect(isClose(sample.standardDeviation, figure.deviation))
    #expect(isClose(sample.trimmedMean(), figure.trimmed))
    #expect(isClose(sample.trimmedMean(cutting: 0.1), figure.trimmedTenth))
    #expect(isClose(sample.median, figure.median))
    for (level, quantile) in zip([0, 0.01, 0.25, 0.5, 0.9, 0.99, 1], figure.quantiles) {
      #expect(isClose(sample.quantile(level), quantile))
    }
  }

  @Test("has at least one value, all of them finite")
  func refusals() {
    #expect(throws: StatisticsError.empty) { try Sample([]) }
    for value in [Double.infinity, -.infinity, 1e200] {
      #expect(throws: StatisticsError.outOfRange(value: value, index: 1)) { try Sample([1, value, 2]) }
    }
    let error = #expect(throws: StatisticsError.self) { try Sample([1, 2, .nan]) }
    #expect(error?.description == "value 2 is nan, which is not finite or too large to square")
  }

  @Test("has no spread if all values are equal, whatever they are")
  func equalValues() throws {
    for value in [0.1, -1e150, 1 / 3.0] {
      let sample = try Sample(repeatElement(value, count: 7))
      #expect(sample.mean == value)
      #expect(sample.trimmedMean() == value)
      #expect(sample.median == value)
      #expect(sample.quantile(0.3) == value)
      #expect(sample.standardDeviation == 0)
    }
  }

  @Test("stays finite at the end of its range")
  func largestValues() throws {
    let sample = try Sample([-0x1p500, 0x1p500, 0x1p500])
    #expect(sample.standardDeviation?.isFinite == true)
    #expect(sample.quantile(0.25) == 0)
  }

  @Test("answers nothing to what makes no sense", arguments: [-0.1, 1.1, Double.nan, .infinity])
  func nonsense(probability: Double) throws {
    let sample = try Sample([1, 2, 3])
    #expect(sample.quantile(probability) == nil)
    #expect(sample.trimmedMean(cutting: probability) == nil)
    #expect(sample.trimmedMean(cutting: 0.5) == nil)
  }

  @Test("supports a quantile that 20 values are expected beyond")
  func support() {
    #expect(Sample.supports(quantile: 0.9, of: 200))
    #expect(!Sample.supports(quantile: 0.9, of: 199))
    #expect(Sample.supports(quantile: 0.999, of: 20_000))
    #expect(!Sample.supports(quantile: 0.999, of: 19_999))
    #expect(!Sample.supports(quantile: .nan, of: 1_000_000))
  }
}
