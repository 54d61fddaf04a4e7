package import Statistics

/// How many times one side of a comparison is the other, and how sure that is.
package struct RatioEstimate: Sendable, Codable, Equatable {
  package var ratio: Double
  /// 95 %; nil if there are too few blocks.
  package var interval: ConfidenceInterval?
  package var p: Double
  /// After Holm, over everything that is asked together.
  package var adjustedP: Double
  /// A difference below this share would often not show: 0.09 for 9 %; nil for single blocks.
  package var minimumDetectableEffect: Double?
}

extension RatioEstimate {
  /// Of blocks in which both sides were measured.
  ///
  /// - Parameter family: how many comparisons are asked together.
  init(_ effect: RatioEffect, adjustedP: Double, family: Int) {
    let detectable = effect.standardDeviation.flatMap {
      DecisionRules().minimumDetectableEffect(standardDeviation: $0, blocks: effect.blocks, contrasts: family)
    }
    self.init(
      ratio: effect.ratio, interval: effect.interval, p: effect.p, adjustedP: adjustedP,
      minimumDetectableEffect: detectable)
  }

  /// Of two runs' blocks.
  ///
  /// - Parameter family: how many comparisons are asked together.
  init(_ effect: UnpairedRatio, adjustedP: Double, family: Int) {
    let detectable = effect.standardError.flatMap {
      DecisionRules().minimumDetectableEffect(standardError: $0, contrasts: family)
    }
    self.init(
      ratio: effect.ratio, interval: effect.interval, p: effect.p, adjustedP: adjustedP,
      minimumDetectableEffect: detectable)
  }
}
