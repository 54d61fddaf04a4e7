extension Sample {
  /// The percentile interval of the trimmed mean, from resampling the values with replacement.
  ///
  /// Efron & Tibshirani, "An introduction to the bootstrap", section 13.3; Wilcox, "Introduction to robust estimation
  /// and hypothesis testing", chapter 4, on why with the 20 %-trimmed mean. Its ends are type 7 quantiles of the
  /// resamples' trimmed means. With fewer than 20 values it covers less than it says; not using it then is up to the
  /// caller.
  ///
  /// The same generator in the same state gives the same interval on every machine and in every Swift release.
  ///
  /// - Parameters:
  ///   - fraction: what to cut at each end, at least 0 and below 0.5.
  ///   - resamples: how many, at least 1.
  ///   - confidence: in 0…1, both ends excluded.
  ///   - generator: is asked for one number a value and resample.
  /// - Returns: `nil` if a parameter is outside its range. One value, or all equal, give an interval of no width.
  package func trimmedMeanInterval(
    cutting fraction: Double = 0.2, resamples: Int = 10_000, confidence: Double = 0.95,
    using generator: inout some RandomNumberGenerator
  ) -> ConfidenceInterval? {
    guard let cut = cutCount(fraction), resamples > 0, confidence > 0, confidence < 1 else { return nil }
    var means: [Double] = []
    means.reserveCapacity(resamples)
    var timesDrawn = [Int](repeating: 0, count: count)
    for _ in 0..<resamples {
      for index in timesDrawn.indices { timesDrawn[index] = 0 }
      for _ in 0..<count { timesDrawn[Self.index(below: count, using: &generator)] += 1 }
      means.append(trimmedMean(timesDrawn: timesDrawn, cut: cut))
    }
    let distribution = Sample(unchecked: means)
    let tail = (1 - confidence) / 2
    guard let lower = distribution.quantile(tail), let upper = distribution.quantile(1 - tail) else { return nil }
    return ConfidenceInterval(lower: lower, upper: upper, confidence: confidence)
  }

  /// The trimmed mean of a resample that is known by how often each value is in it: it never has to be sorted.
  private func trimmedMean(timesDrawn: [Int], cut: Int) -> Double {
    // Distances from one of the values, so that equal values have exactly their own mean.
    let origin = values[0]
    var sum = 0.0
    var place = 0
    for (value, times) in zip(values, timesDrawn) {
      let kept = min(place + times, count - cut) - max(place, cut)
      if kept > 0 { sum += Double(kept) * (value - origin) }
      place += times
    }
    return origin + sum / Double(count - 2 * cut)
  }

  /// A uniform index by the high half of a product: Lemire, "Fast random integer generation in an interval", ACM TOMACS
  /// 29 (2019), without his rejection step, whose lack favours no index by more than count·2⁻⁶⁴.
  ///
  /// Not `Int.random(in:using:)`: how that turns numbers into indices may change between releases.
  private static func index(below count: Int, using generator: inout some RandomNumberGenerator) -> Int {
    let number: UInt64 = generator.next()
    return Int(number.multipliedFullWidth(by: UInt64(count)).high)
  }
}
