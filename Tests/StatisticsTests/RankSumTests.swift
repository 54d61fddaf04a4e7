import Statistics
import Testing

@Suite("Two independent samples", .timeLimit(.minutes(1)))
struct RankSumTests {
  private func samples(_ figure: RankSumFigure) throws -> (Sample, Sample) {
    (try Sample(figure.first), try Sample(figure.second))
  }

  @Test("have scipy's exact p-value, shift and inverted interval", arguments: RankSumFigures.untied)
  func untied(figure: RankSumFigure) throws {
    let (first, second) = try samples(figure)
    #expect(isClose(RankSumTest(first, second).p, figure.p))
    let shift = LocationShift(first, minus: second)
    #expect(isClose(shift.estimate, figure.shift))
    let interval = shift.interval()
    #expect((interval == nil) == (figure.lower == nil))
    if let interval, let lower = figure.lower, let upper = figure.upper {
      #expect(isClose(interval.lower, lower) && isClose(interval.upper, upper))
    }
  }

  @Test("with ties have the p-value of all choices of their mid-ranks", arguments: RankSumFigures.tied)
  func tied(figure: RankSumFigure) throws {
    let (first, second) = try samples(figure)
    #expect(isClose(RankSumTest(first, second).p, figure.p))
    #expect(LocationShift(first, minus: second).estimate == figure.shift)
  }

  @Test("exchanged have the same p-value and the reciprocal ratio")
  func exchanged() throws {
    let (a, b) = ([2.0, 3, 5, 7, 11, 13], [1.0, 2, 3, 4, 6])
    let there = try UnpairedRatio(numerators: a, denominators: b)
    let back = try UnpairedRatio(numerators: b, denominators: a)
    #expect(isClose(there.ratio, 1 / back.ratio) && isClose(there.p, back.p))
    let (interval, inverse) = (try #require(there.interval), try #require(back.interval))
    #expect(isClose(interval.lower, 1 / inverse.upper) && isClose(interval.upper, 1 / inverse.lower))
  }

  @Test("need positive values for a ratio")
  func notPositive() {
    #expect(throws: StatisticsError.notPositive(value: 0, index: 1)) {
      try UnpairedRatio(numerators: [1, 0], denominators: [1])
    }
    #expect(throws: StatisticsError.self) { try UnpairedRatio(numerators: [], denominators: [1]) }
  }

  @Test("have the smallest p-value if all of one are below all of the other")
  func smallest() throws {
    let rules = DecisionRules()
    for (m, n) in [(1, 1), (3, 4), (12, 12)] {
      let low = try Sample((0..<m).map(Double.init))
      let high = try Sample((0..<n).map { Double($0 + 100) })
      #expect(isClose(RankSumTest(low, high).p, rules.smallestP(m, n)))
    }
  }
}
