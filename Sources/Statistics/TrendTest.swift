/// Mann and Kendall's test for a trend: do later values tend to be lower, or higher, than earlier ones?
///
/// Mann, "Nonparametric tests against trend", Econometrica 13 (1945); Kendall's S counts the pairs in which the later
/// value is higher minus those in which it is lower. If there is no trend, every order of the values is equally likely;
/// the number of orders with each S follows from adding one value after another (Kendall, "A new measure of rank
/// correlation", Biometrika 30 (1938)). Equal values count for neither side, which makes the test cautious.
package struct TrendTest: Equatable, Sendable {
  /// Kendall's S, in −n(n−1)/2…n(n−1)/2: negative if the values tend to fall.
  package let score: Int
  /// The probability, if there is no trend, of a score as low as this one or lower; in 0…1.
  package let pFalling: Double

  /// The most values that the test takes: the number of orders of more does not fit into a Double exactly.
  package static let mostValues = 18

  /// Tests values in the order in which they were measured; nil for fewer than 2 and for more than ``mostValues``.
  package init?(_ values: [Double]) {
    guard (2...Self.mostValues).contains(values.count) else { return nil }
    var score = 0
    for later in values.indices.dropFirst() {
      for earlier in values.indices[..<later] {
        score += values[later] > values[earlier] ? 1 : values[later] < values[earlier] ? -1 : 0
      }
    }
    self.score = score
    pFalling = Self.lowerTail(score, count: values.count)
  }

  /// The share of all orders of `count` values whose score is at most `score`.
  private static func lowerTail(_ score: Int, count: Int) -> Double {
    // The value at place k is lower than 0…k of those before it: orders[d] is the number of orders with d such pairs.
    var orders = [1.0]
    for place in 1..<count {
      var next = [Double](repeating: 0, count: orders.count + place)
      for (pairs, number) in orders.enumerated() {
        for more in 0...place { next[pairs + more] += number }
      }
      orders = next
    }
    let pairs = count * (count - 1) / 2
    // S = pairs − 2·falling, so S ≤ score means falling ≥ (pairs − score) / 2.
    let least = (pairs - score + 1) / 2
    return orders[max(0, least)...].reduce(0, +) / orders.reduce(0, +)
  }
}
