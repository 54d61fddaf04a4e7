import HostSystem
import Statistics
import Testing

@Suite("Samples too large for exact distributions", .timeLimit(.minutes(1)))
struct LargeSampleTests {
  /// `scattered` of Reference/make.py.
  private func scattered(_ count: Int, _ shift: Int, _ step: Int) throws -> Sample {
    try Sample(
      (1...count).map { number in
        let value = number * number * 7919 % 10007 + shift
        return Double((value - (value % step + step) % step))
      })
  }

  private func check(
    _ figure: LargeFigure, p: Double, center: Double, interval: ConfidenceInterval?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(isClose(p, figure.p), sourceLocation: sourceLocation)
    #expect(center == figure.center, sourceLocation: sourceLocation)
    // What the approximation costs.
    if let exact = figure.exact { #expect((p / exact - 1).magnitude < 0.01, sourceLocation: sourceLocation) }
    guard let low = figure.low, let high = figure.high else { return }
    #expect(interval?.lower == low && interval?.upper == high, sourceLocation: sourceLocation)
  }

  @Test(
    "have scipy's asymptotic p-value, the median difference and the inverted interval",
    arguments: LargeFigures.rankSums)
  func rankSums(figure: LargeFigure) throws {
    let first = try scattered(figure.first, 300, figure.step)
    let second = try scattered(figure.second, 0, figure.step)
    let shift = LocationShift(first, minus: second)
    check(figure, p: RankSumTest(first, second).p, center: shift.estimate, interval: shift.interval())
    #expect(RankSumTest(second, first).p == RankSumTest(first, second).p)
  }

  @Test(
    "have scipy's asymptotic p-value, the median Walsh average and the inverted interval",
    arguments: LargeFigures.signedRanks)
  func signedRanks(figure: LargeFigure) throws {
    let sample = try scattered(figure.first, -4700, figure.step)
    let location = HodgesLehmann(sample)
    check(figure, p: SignedRankTest(sample).p, center: location.estimate, interval: location.interval())
  }

  @Test("of equal values have p = 1 and an interval of no width")
  func equal() throws {
    let same = try Sample(repeatElement(7, count: 1000))
    #expect(RankSumTest(same, same).p == 1)
    #expect(LocationShift(same, minus: same).interval() == ConfidenceInterval(lower: 0, upper: 0, confidence: 0.95))
    #expect(HodgesLehmann(same).interval() == ConfidenceInterval(lower: 7, upper: 7, confidence: 0.95))
    #expect(SignedRankTest(try Sample(repeatElement(0, count: 1000))).p == 1)
  }

  @Test("need little memory, also 10,000 values each")
  func memory() throws {
    let before = try ProcessStatus.current().peakResidentKiB
    let (first, second) = (try scattered(10_000, 300, 1), try scattered(9_999, 0, 1))
    let shift = LocationShift(first, minus: second)
    #expect(try #require(shift.interval()).contains(shift.estimate))
    #expect(RankSumTest(first, second).p < 1e-6)
    let location = HodgesLehmann(first)
    #expect(try #require(location.interval()).contains(location.estimate))
    #expect(SignedRankTest(first).p < 1e-6)
    #expect(try ProcessStatus.current().peakResidentKiB - before < 200 * 1024, "KiB")
  }
}
