/// Jain's fairness index (Σx)² ÷ (n·Σx²): 1 if all shares are equal, 1/n if one share is everything.
///
/// Jain, Chiu & Hawe, "A quantitative measure of fairness and discrimination for resource allocation in shared computer
/// systems", DEC-TR-301 (1984).
///
/// - Parameter shares: in any unit, none negative.
/// - Returns: in 1/n…1; 1 if all shares are zero, and so equal.
/// - Throws: `empty`, `outOfRange`, or `negative` for the first that is.
package func jainIndex(of shares: [Double]) throws(StatisticsError) -> Double {
  guard !shares.isEmpty else { throw .empty }
  try shares.requireInRange()
  for (index, share) in shares.enumerated() where share < 0 { throw .negative(value: share, index: index) }
  guard let largest = shares.max(), largest > 0 else { return 1 }
  // Relative to the largest, so that the squares of tiny shares do not vanish.
  let total = shares.reduce(0) { $0 + $1 / largest }
  let squares = shares.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
  return total * total / (Double(shares.count) * squares)
}
