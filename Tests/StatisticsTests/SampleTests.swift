import Testing

@testable import Statistics

@Suite("One sample", .timeLimit(.minutes(1)))
struct SampleTests {
  @Test("is described as numpy and scipy do", arguments: SampleFigures.all)
  func description(_ figure: SampleFigure) throws {
    let sample = try Sample(figure.values)
    #expect(isClose(sample.mean, figure.mean))
    #expect(isClose(sample.standardDeviation, figure.deviation))
    #expect(isClose(sample.median, figure.median))
    #expect(isClose(median(of: figure.values.reversed()), figure.median))
    for (level, quantile) in zip([0, 0.01, 0.25, 0.5, 0.9, 0.99, 1], figure.quantiles) {
      #expect(isClose(sample.interpolatedQuantile(level), quantile))
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
      #expect(sample.median == value)
      #expect(sample.interpolatedQuantile(0.3) == value)
      #expect(sample.standardDeviation == 0)
    }
  }

  @Test("stays finite at the end of its range")
  func largestValues() throws {
    let sample = try Sample([-0x1p500, 0x1p500, 0x1p500])
    #expect(sample.standardDeviation?.isFinite == true)
    #expect(sample.interpolatedQuantile(0.25) == 0)
  }

  @Test("without values has no median")
  func noMedian() { #expect(median(of: []) == nil) }
}

@Suite("Quantiles of a trial's units", .timeLimit(.minutes(1)))
struct QuantileTests {
  @Test("are supported once 20 units are expected beyond them")
  func support() {
    let least = Quantile.allCases.map { quantile in (1...100_000).first { quantile.isSupported(by: $0) } }
    #expect(least == [40, 200, 2_000, 20_000])
  }

  @Test("are the nearest ranks")
  func nearestRank() {
    let hundred = Array(1...100)
    #expect(Quantile.allCases.map { $0.value(ofSorted: hundred) } == [50, 90, 99, 100])
    #expect(Quantile.p50.value(ofSorted: [3]) == 3)
    #expect(Quantile.p50.value(ofSorted: [3, 4, 5]) == 4)
  }
}
