import PageProtocol
package import Statistics

/// The verdicts of the suite's rules on one subject's blocks, for which the right answers are known.
package struct Findings: Sendable, Equatable {
  /// Of the comparisons of two copies, those that found a difference. Each is over ``window`` blocks of its own.
  package var falseAlarms: Share
  /// The planted slow-downs, each with every number of blocks.
  package var detections: [Detection]

  /// Blocks per comparison of copies: the fewest that a comparison should have.
  package static let window = 8

  /// A draw of n blocks is made only from at least this many times n blocks. Draws from fewer have most blocks in
  /// common, so their verdicts would not vary as those of independent runs do.
  package static let leastMultiple = 3

  /// The exact chance that a comparison of two copies finds a difference, 0…1.
  package static let expectedFalseAlarms = SignedRankTest.exactLevel(count: window, level: level)

  /// The p-value below which a comparison of copies is a false alarm.
  private static let level = 0.05

  /// A number of cases, and how many of them had a property.
  package struct Share: Sendable, Equatable {
    /// Cases with the property, at most `of`.
    package var count: Int
    /// All cases.
    package var of: Int
  }

  /// The verdicts on one planted slow-down, over random draws of the same number of blocks.
  package struct Detection: Sendable, Equatable {
    /// The variant's label.
    package var label: String
    /// The planted slow-down as a share: 0.1 for 10 %.
    package var planted: Double
    /// Blocks per draw.
    package var blocks: Int
    /// Variant ÷ copy, over all blocks.
    package var ratio: Double
    /// The number of draws with each verdict, by the verdict's name.
    package var verdicts: [String: Int]
    /// The number of draws.
    package var draws: Int

    /// The share of draws with a verdict, 0…1.
    ///
    /// - Parameter verdict: the name of a ``Statistics/Verdict``.
    package func share(_ verdict: String) -> Double { Double(verdicts[verdict] ?? 0) / Double(max(1, draws)) }
  }

  /// Judges the blocks of one subject.
  ///
  /// - Parameters:
  ///   - subject: the subject that was measured.
  ///   - blocks: in each block, every variant's value by label.
  ///   - draws: random draws per slow-down and number of blocks, at least 1.
  ///   - seed: the seed of the draws.
  /// - Throws: ``Statistics/StatisticsError`` if a value is missing or not a positive number.
  package init(_ subject: Subject, blocks: [[String: Double]], draws: Int = 400, seed: UInt64 = 1)
    throws(StatisticsError)
  {
    var columns: [String: [Double]] = [:]
    for variant in subject.variants {
      let values = blocks.map { $0[variant.label] ?? .nan }
      // Refuses a missing value even if no comparison would use it.
      _ = try Sample(values)
      columns[variant.label] = values
    }
    falseAlarms = try Self.falseAlarms(subject.copies.map { columns[$0] ?? [] })
    detections = []
    guard subject.copies.count >= 2 else { return }
    let (copy, control) = (columns[subject.copies[0]] ?? [], columns[subject.copies[1]] ?? [])
    var generator = SeededGenerator(seed: seed)
    for variant in subject.variants where variant.planted > 0 {
      let values = columns[variant.label] ?? []
      for count in [12, 20, 60] where count * Self.leastMultiple <= blocks.count {
        detections.append(
          try Self.detection(variant, count, draws, values, copy: copy, control: control, &generator))
      }
    }
  }

  /// Compares copies in pairs, over windows that do not overlap, so that no two comparisons share a trial.
  private static func falseAlarms(_ copies: [[Double]]) throws(StatisticsError) -> Share {
    var share = Share(count: 0, of: 0)
    for pair in stride(from: 0, to: copies.count - 1, by: 2) {
      for start in stride(from: 0, through: copies[pair].count - window, by: window) {
        let places = start..<start + window
        let effect = try RatioEffect(
          numerators: Array(copies[pair][places]), denominators: Array(copies[pair + 1][places]))
        share.of += 1
        if effect.p < level { share.count += 1 }
      }
    }
    return share
  }

  private static func detection(
    _ variant: Subject.Variant, _ count: Int, _ draws: Int, _ values: [Double], copy: [Double], control: [Double],
    _ generator: inout SeededGenerator
  ) throws(StatisticsError) -> Detection {
    let rules = DecisionRules()
    var detection = Detection(
      label: variant.label, planted: variant.planted, blocks: count,
      ratio: try RatioEffect(numerators: values, denominators: copy).ratio, verdicts: [:], draws: draws)
    for _ in 0..<draws {
      let chosen = generator.permutation(of: Array(values.indices)).prefix(count)
      func pick(_ column: [Double]) -> [Double] { chosen.map { column[$0] } }
      let effect = try RatioEffect(numerators: pick(values), denominators: pick(copy))
      let noise = try RatioEffect(numerators: pick(control), denominators: pick(copy))
      let verdict = rules.decision(
        on: Evidence(effect: effect, adjustedP: effect.p, contrasts: 1, control: noise, controlAdjustedP: noise.p))
      detection.verdicts[verdict.verdict.rawValue, default: 0] += 1
    }
    return detection
  }
}
