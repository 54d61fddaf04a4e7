import Statistics
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TrendTestTests {
  @Test("The probabilities are those of Kendall's table.")
  func table() throws {
    // Kendall 1938: of the 720 orders of six values, 1 has S = −15, 5 have −13, 14 have −11, 29 have −9.
    let falling = try #require(TrendTest([6, 5, 4, 3, 2, 1]))
    #expect(falling.score == -15 && abs(falling.pFalling - 1.0 / 720) < 1e-12)
    let swapped = try #require(TrendTest([5, 6, 4, 3, 2, 1]))
    #expect(swapped.score == -13 && abs(swapped.pFalling - 6.0 / 720) < 1e-12)
    let rising = try #require(TrendTest([1, 2, 3, 4, 5, 6]))
    #expect(rising.score == 15 && rising.pFalling == 1)
  }

  @Test("Equal values count for neither side.")
  func ties() throws {
    let level = try #require(TrendTest([1, 1, 1, 1]))
    #expect(level.score == 0 && level.pFalling > 0.5)
    #expect(TrendTest([2, 1, 1])?.score == -2)
  }

  @Test func twoToEighteenValues() {
    #expect(TrendTest([1]) == nil && TrendTest([]) == nil)
    #expect(TrendTest((0..<18).map(Double.init)) != nil && TrendTest((0..<19).map(Double.init)) == nil)
  }

  @Test("The probabilities of all orders add up: by enumeration of five values.")
  func enumeration() throws {
    var scores: [Int: Int] = [:]
    func visit(_ rest: [Double], _ order: [Double]) throws {
      guard !rest.isEmpty else {
        scores[try #require(TrendTest(order)).score, default: 0] += 1
        return
      }
      for (place, value) in rest.enumerated() {
        var others = rest
        others.remove(at: place)
        try visit(others, order + [value])
      }
    }
    try visit([1, 2, 3, 4, 5], [])
    for order in [[1.0, 2, 3, 4, 5], [3, 1, 5, 2, 4], [5, 3, 4, 2, 1]] {
      let test = try #require(TrendTest(order))
      let count = scores.filter { $0.key <= test.score }.reduce(0) { $0 + $1.value }
      #expect(abs(test.pFalling - Double(count) / 120) < 1e-12)
    }
  }
}
