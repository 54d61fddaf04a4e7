import Statistics
import Testing

@Suite("Wilson's interval of a share", .timeLimit(.minutes(1)))
struct ProportionTests {
  @Test(
    "agrees with the formula's published values",
    // 81 of 263 and 0 of 20: Newcombe, Statistics in Medicine 17 (1998), table I, method 3; the others by hand.
    arguments: [(81, 263, 0.2553, 0.3662), (0, 20, 0, 0.1611), (20, 20, 0.8389, 1), (1, 2, 0.0945, 0.9055)])
  func published(_ count: Int, _ total: Int, _ lower: Double, _ upper: Double) throws {
    let proportion = try #require(Proportion(count, of: total))
    let interval = try #require(proportion.interval())
    #expect(abs(interval.lower - lower) < 5e-5 && abs(interval.upper - upper) < 5e-5)
    #expect(interval.contains(proportion.value))
  }

  @Test("needs cases, and no more with the property than there are")
  func nonsense() {
    #expect(Proportion(0, of: 0) == nil && Proportion(3, of: 2) == nil && Proportion(-1, of: 2) == nil)
    #expect(Proportion(1, of: 2)?.interval(confidence: 1) == nil)
  }
}
