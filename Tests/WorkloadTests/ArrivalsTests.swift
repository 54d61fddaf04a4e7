import Testing
import Workload

@Suite("Arrival times follow their process", .timeLimit(.minutes(1)))
struct ArrivalsTests {
  @Test func aConstantRateIsEvenlySpaced() {
    #expect(Arrivals(.constant, perSecond: 4).times(count: 4) == [0, 250_000_000, 500_000_000, 750_000_000])
    // Rounding errors do not accumulate: at 3 per second, unit 1,000,000 is due after a third of a million seconds.
    #expect(Arrivals(.constant, perSecond: 3).times(count: 1_000_001).last == 333_333_333_333_333)
    #expect(Arrivals(.constant, perSecond: 1000).times(count: 0) == [])
  }

  @Test("random arrivals have the gaps of a Poisson process, with every seed", arguments: 0..<5 as Range<UInt64>)
  func poisson(seed: UInt64) {
    let times = Arrivals(.poisson, perSecond: 2000, seed: seed).times(count: 40_000)
    let gaps = zip([0] + times, times).map { Double($1 - $0) * 1e-9 }
    #expect(gaps.allSatisfy { $0 >= 0 })
    // Gaps are exponential with mean 500 µs; the mean of 40,000 has a standard deviation of 2.5 µs.
    let mean = gaps.reduce(0, +) / 40_000
    #expect((490e-6...510e-6).contains(mean))
    // A share of e⁻¹ = .3679 is longer than the mean, e⁻³ = .0498 longer than three means; standard deviations .0024,
    // .0011.
    #expect((0.358...0.378).contains(Double(gaps.count { $0 > 500e-6 }) / 40_000))
    #expect((0.0453...0.0543).contains(Double(gaps.count { $0 > 1500e-6 }) / 40_000))
    // Gaps are independent: neighbours are uncorrelated; the standard deviation of the correlation is .005.
    let products: [Double] = zip(gaps, gaps.dropFirst()).map { ($0 - 500e-6) * ($1 - 500e-6) }
    let correlation = products.reduce(0, +) / 39_999 / (500e-6 * 500e-6)
    #expect(abs(correlation) < 0.025)
  }

  @Test func theSameSeedGivesTheSameTimes() {
    let seven = Arrivals(.poisson, perSecond: 10, seed: 7)
    #expect(seven.times(count: 100) == seven.times(count: 100))
    // A longer loop begins like a shorter one.
    #expect(Array(seven.times(count: 100).prefix(50)) == seven.times(count: 50))
    #expect(seven.times(count: 5) != Arrivals(.poisson, perSecond: 10, seed: 8).times(count: 5))
  }

  @Test func aScheduleAddsTheTimesToTheStart() {
    let schedule = ArrivalSchedule([0, 10, 30], firstUnit: 4, start: 1000)
    #expect((4..<7).map { schedule.due(Unit(index: $0)) } == [1000, 1010, 1030])
  }

  @Test func onlyUnitsThatAreNotDueHaveToWait() {
    let hour: Int64 = 3_600_000_000_000
    let now = MonotonicTime.now
    let load = Load(units: 0..<2, limit: 1, schedule: ArrivalSchedule([0, 2 * hour], start: now - hour))
    #expect(load.wait(for: Unit(index: 0)) == nil)
    #expect(load.wait(for: Unit(index: 1)) == now + hour)
    #expect(Load(units: 0..<2, limit: 1).wait(for: Unit(index: 1)) == nil)
  }
}
