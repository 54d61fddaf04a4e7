/// Adjusts the p-values of one family of tests, so that rejecting those ≤ α keeps the chance of any false rejection ≤
/// α.
///
/// Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979): the
/// k-th smallest of m, counted from 0, is multiplied by m − k, and none may be below a smaller one's. R's `p.adjust(p,
/// "holm")`.
///
/// - Parameter pValues: each in 0…1. A test that could not be done still belongs to its family, with p = 1.
/// - Returns: the adjusted p-values in 0…1, in the same order; equal ones stay equal; empty for an empty family.
/// - Throws: `notProbability` for the first that is NaN or outside 0…1.
package func holmAdjusted(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
  for (index, p) in pValues.enumerated() {
    guard p >= 0, p <= 1 else { throw .notProbability(value: p, index: index) }
  }
  var adjusted = pValues
  var largest = 0.0
  for (step, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
    largest = max(largest, min(1, Double(pValues.count - step) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}
