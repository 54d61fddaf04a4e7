/// Twice each value's rank, counted from 1; equal values share the mean of the ranks they take up together.
///
/// - Parameter values: in ascending order.
func doubledMidRanks(ofAscending values: [Double]) -> [Int] {
  var ranks: [Int] = []
  ranks.reserveCapacity(values.count)
  while ranks.count < values.count {
    let first = ranks.count
    let end = values[first...].firstIndex { $0 != values[first] } ?? values.count
    // Ranks first + 1 … end: twice their mean is first + 1 + end.
    ranks.append(contentsOf: repeatElement(first + 1 + end, count: end - first))
  }
  return ranks
}
