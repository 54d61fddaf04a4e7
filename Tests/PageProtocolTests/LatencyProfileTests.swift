import PageProtocol
import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1))) struct LatencyProfileTests {
  /// Theoretical means; the tolerance is about five standard errors of 20,000 draws.
  @Test(arguments: [
    ("120ms", 0.120, 0.0),
    ("uniform:50ms:150ms", 0.100, 0.0011),
    ("exponential:100ms", 0.100, 0.0036),
    ("pareto:20ms:3", 0.030, 0.0008),
    ("two-point:50ms:2s:0.05", 0.1475, 0.0151),
  ])
  func theMeanOfManyDrawsIsTheTheoreticalOne(text: String, mean: Double, tolerance: Double) throws {
    let profile = try #require(LatencyProfile(text))
    let draws = (0..<20_000).map { profile.draw(seed: $0).seconds }
    #expect(abs(draws.reduce(0, +) / 20_000 - mean) <= tolerance + 1e-9)
  }

  @Test(arguments: ["uniform:50ms:150ms", "exponential:100ms", "pareto:20ms:1.5", "two-point:50ms:2s:0.5"])
  func theSameSeedDrawsTheSameDelay(text: String) throws {
    let profile = try #require(LatencyProfile(text))
    let draws = (0..<50).map { profile.draw(seed: $0) }
    #expect(draws == (0..<50).map { profile.draw(seed: $0) })
    #expect(Set(draws).count > 1)
  }

  @Test func staysWithinItsBounds() throws {
    let uniform = try #require(LatencyProfile("uniform:50ms:150ms"))
    let pareto = try #require(LatencyProfile("pareto:20ms:1.5"))
    let twoPoint = try #require(LatencyProfile("two-point:50ms:2s:0.05"))
    for seed in 0..<1000 as Range<UInt64> {
      #expect((.milliseconds(50) ... .milliseconds(150)).contains(uniform.draw(seed: seed)))
      #expect(pareto.draw(seed: seed) >= .milliseconds(20))
      #expect([.milliseconds(50), .seconds(2)].contains(twoPoint.draw(seed: seed)))
    }
  }

  @Test(arguments: [
    "24000s", "pareto:1s:0.0001", "exponential:80000s", "pareto:80000s:0.1", "uniform:20000s:30000s",
  ])
  func neverDrawsMoreThanTheLongest(text: String) throws {
    let profile = try #require(LatencyProfile(text))
    for seed in 0..<1000 as Range<UInt64> {
      #expect(profile.draw(seed: seed) <= .seconds(3600))
    }
  }

  @Test(arguments: [
    "120ms", "0", "uniform:50ms:150ms", "exponential:100ms", "pareto:20ms:1.5", "two-point:50ms:2s:0.05", "1500us",
  ])
  func textIsReadBack(text: String) throws {
    let profile = try #require(LatencyProfile(text))
    #expect(profile.description == text)
    #expect(LatencyProfile(profile.description) == profile)
  }

  @Test(arguments: [
    "", "fast", "120", "-1ms", "uniform", "uniform:50ms", "uniform:2s:1s", "exponential:1s:1s", "pareto:1s:0",
    "pareto:1s:-1", "pareto:1s:inf", "pareto:0:1", "two-point:1s:2s:1.5", "two-point:1s:2s", "gamma:1s", "120ms:",
  ])
  func refusesOtherText(text: String) { #expect(LatencyProfile(text) == nil) }
}
