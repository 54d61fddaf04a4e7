import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct SteadinessTests {
  @Test("Costs that fall are not steady; noise, and costs that rise, are.")
  func falls() {
    #expect(!Steadiness.isReached(by: [9, 8, 7, 6, 5, 4]))
    #expect(!Steadiness.isReached(by: [9, 8, 8.1, 6, 5, 4]))
    #expect(Steadiness.isReached(by: [5, 6, 5.5, 5.2, 5.9, 5.6]))
    #expect(Steadiness.isReached(by: [4, 5, 6, 7, 8, 9]))
  }

  @Test("Only the latest rounds count, and there have to be enough.")
  func window() {
    #expect(!Steadiness.isReached(by: [5, 5, 5, 5, 5]))
    #expect(Steadiness.isReached(by: [90, 50, 20, 5, 6, 5.5, 5.2, 5.9, 5.6]))
  }
}
