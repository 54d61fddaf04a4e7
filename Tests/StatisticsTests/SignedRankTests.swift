import Statistics
import Testing

@Suite("The signed-rank test", .timeLimit(.minutes(1)))
struct SignedRankTests {
  @Test(
    "agrees with scipy without ties, and with brute force with ties and zeros",
    arguments: SignedRankFigures.untied + SignedRankFigures.tied)
  func figures(_ figure: SignedRankFigure) throws {
    let test = try SignedRankTest(Sample(figure.values))
    #expect(isClose(test.p, figure.p))
  }

  @Test("is the same for the mirrored values", arguments: SignedRankFigures.untied + SignedRankFigures.tied)
  func symmetry(_ figure: SignedRankFigure) throws {
    let test = try SignedRankTest(Sample(figure.values))
    let mirrored = try SignedRankTest(Sample(figure.values.map { -$0 }))
    #expect(mirrored.p == test.p)
  }

  @Test("gives 2·2⁻ⁿ if all values have one sign, also for many values", arguments: [1, 10, 60, 300])
  func oneSided(count: Int) throws {
    let test = try SignedRankTest(Sample((1...count).map(Double.init)))
    let smallest = (1...count).reduce(2.0) { p, _ in p / 2 }
    #expect(isClose(test.p, smallest))
  }
}

@Suite("The Hodges–Lehmann estimate", .timeLimit(.minutes(1)))
struct HodgesLehmannTests {
  @Test("has the interval that scipy's test does not reject", arguments: LocationFigures.all)
  func figures(_ figure: LocationFigure) throws {
    let location = try HodgesLehmann(Sample(figure.values))
    #expect(isClose(location.estimate, figure.estimate))
    let interval = location.interval(confidence: figure.confidence)
    #expect(isClose(interval?.lower, figure.lower))
    #expect(isClose(interval?.upper, figure.upper))
  }

  @Test("has an interval of zero width around six or more equal values")
  func equalValues() throws {
    #expect(try HodgesLehmann(Sample(repeatElement(4.2, count: 5))).interval() == nil)
    let interval = try HodgesLehmann(Sample(repeatElement(4.2, count: 6))).interval()
    #expect(interval == ConfidenceInterval(lower: 4.2, upper: 4.2, confidence: 0.95))
  }

  @Test("is the value itself if there is only one")
  func oneValue() throws {
    let location = try HodgesLehmann(Sample([-3]))
    #expect(location.estimate == -3)
    #expect(location.interval() == nil)
  }

  @Test("has no interval for a confidence outside 0…1", arguments: [0, 1, -1, 2, Double.nan])
  func nonsense(confidence: Double) throws {
    #expect(try HodgesLehmann(Sample([1, 2, 3, 4, 5, 6, 7])).interval(confidence: confidence) == nil)
  }
}
