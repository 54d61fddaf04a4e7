/// The noise of a randomised block design: what is left of the values when the effects of the blocks and of the
/// treatments are taken out of them (Fisher, "The design of experiments", 1935; Montgomery, "Design and analysis of
/// experiments", chapter 4). It is pooled over all treatments, so that a few blocks are enough to know it.
package struct BlockNoise: Equatable, Sendable {
  /// The variance of a single value.
  package let variance: Double
  /// (blocks − 1)·(treatments − 1), at least 1.
  package let degreesOfFreedom: Int

  /// - Parameter treatments: the values of each treatment, in the order of the blocks; as many for each.
  /// - Returns: nil with fewer than 2 treatments or blocks, or if the numbers of blocks differ.
  package init?(treatments: [[Double]]) {
    guard let blocks = treatments.first?.count, treatments.count >= 2, blocks >= 2,
      treatments.allSatisfy({ $0.count == blocks })
    else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let means = treatments.map(mean)
    let whole = mean(means)
    var squares = 0.0
    for block in 0..<blocks {
      let here = mean(treatments.map { $0[block] })
      for (values, own) in zip(treatments, means) {
        let rest = values[block] - own - here + whole
        squares += rest * rest
      }
    }
    degreesOfFreedom = (blocks - 1) * (treatments.count - 1)
    variance = squares / Double(degreesOfFreedom)
  }
}
