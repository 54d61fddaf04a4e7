/// The value at a place of an ascending sequence that is known only by how many of its values are at most as large as
/// a given one. So the n² sums or differences of n values need not be kept.
///
/// Bisects the doubles from `smallest` to `largest` in their order, which takes at most 64 counts.
///
/// - Parameters:
///   - place: counted from 0, below the number of values.
///   - smallest: the first value of the sequence, finite.
///   - largest: the last value of the sequence, finite.
///   - countAtMost: how many values are at most as large as its argument.
/// - Returns: exactly that value; a zero is positive.
func orderStatistic(
  _ place: Int, from smallest: Double, through largest: Double, countAtMost: (Double) -> Int
) -> Double {
  var (low, high) = (key(of: smallest), key(of: largest))
  while low < high {
    // The mean, rounded down, without overflow.
    let middle = (low & high) + ((low ^ high) >> 1)
    if countAtMost(double(ofKey: middle)) > place { high = middle } else { low = middle + 1 }
  }
  return double(ofKey: low)
}

/// The middle value of such a sequence, or the mean of the middle two.
func middle(
  of count: Int, from smallest: Double, through largest: Double, countAtMost: (Double) -> Int
) -> Double {
  let lower = orderStatistic((count - 1) / 2, from: smallest, through: largest, countAtMost: countAtMost)
  guard count % 2 == 0 else { return lower }
  return (lower + orderStatistic(count / 2, from: lower, through: largest, countAtMost: countAtMost)) / 2
}

/// Whole numbers in the order of the doubles: IEEE 754 orders those of one sign as their bits.
private func key(of value: Double) -> Int64 {
  let magnitude = Int64(value.magnitude.bitPattern)
  return value < 0 ? -magnitude : magnitude
}

private func double(ofKey key: Int64) -> Double {
  let magnitude = Double(bitPattern: key.magnitude)
  return key < 0 ? -magnitude : magnitude
}
