extension Sample {
  /// The percentile interval of the 20 %-trimmed mean, from resampling the values with replacement.
  ///
  /// Efron & Tibshirani, "An introduction to the bootstrap", section 13.3. Wilcox, "Introduction to robust estimation
  /// and hypothesis testing", chapter 4, explains why the trimmed mean: ⌊n ÷ 5⌋ values are cut off at either end, so
  /// fewer than five lose nothing. The interval's ends are type 7 quantiles of the resamples' trimmed means. With fewer
  /// than 20 values it covers less often than it says; the caller decides whether to use it then.
  ///
  /// The same generator in the same state gives the same interval on every machine and in every Swift release.
  ///
  /// - Parameters:
  ///   - resamples: how many resamples are drawn, at least 1.
  ///   - confidence: in 0…1, both ends excluded.
  ///   - generator: is asked for one number per value and resample.
  /// - Returns: `nil` if a parameter is outside its range. One value, or all equal, give an interval of zero width.
  package func trimmedMeanInterval(
    resamples: Int = 10_000, confidence: Double = 0.95, using generator: inout some RandomNumberGenerator
  ) -> ConfidenceInterval? {
    guard resamples > 0, confidence > 0, confidence < 1 else { return nil }
    let cut = Int(0.2 * Double(count))
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
    return ConfidenceInterval(
      lower: distribution.interpolatedQuantile(tail), upper: distribution.interpolatedQuantile(1 - tail),
      confidence: confidence)
  }

  /// The quantile of a probability in 0…1, by linear interpolation between the two nearest order statistics.
  ///
  /// Type 7 of Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996): what
  /// numpy and R do by default. The place is (n − 1)·p, so that 0 gives the smallest value and 1 the largest.
  func interpolatedQuantile(_ probability: Double) -> Double {
    let place = Double(count - 1) * probability
    let below = Int(place)
    let above = min(below + 1, count - 1)
    return values[below] + (values[above] - values[below]) * (place - Double(below))
  }

  /// The trimmed mean of a resample, given as how often each value is in it, so that nothing has to be sorted.
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
  /// 29 (2019), without his rejection step; that favours no index by more than count·2⁻⁶⁴.
  ///
  /// Not `Int.random(in:using:)`: how that turns numbers into indices may change between releases.
  private static func index(below count: Int, using generator: inout some RandomNumberGenerator) -> Int {
    let number: UInt64 = generator.next()
    return Int(number.multipliedFullWidth(by: UInt64(count)).high)
  }
}
