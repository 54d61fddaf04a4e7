import PageProtocol
package import Statistics

/// What the suite's own rules make of one subject's blocks, when we know the truth.
package struct Findings: Sendable, Equatable {
  /// Comparisons of a copy with a copy, each over `window` blocks of its own.
  package var falseAlarms: Share
  package var detections: [Detection]

  /// Blocks of one comparison of copies: the fewest with an interval worth the name.
  package static let window = 8

  /// Draws of so many blocks need this many times as many: drawn from fewer they are much the same blocks each time, and their
  /// shares say little of what another run would have found.
  package static let leastMultiple = 3

  /// How often a copy differs from a copy in so many blocks, by chance alone.
  package static let expectedFalseAlarms = SignedRankTest.exactLevel(count: window, level: level)

  /// At which a comparison of copies is a false alarm.
  private static let level = 0.05

  /// So many of so many.
  package struct Share: Sendable, Equatable {
    package var count: Int
    package var of: Int
  }

  /// How a planted slow-down fared at a number of blocks: shares of random draws of so many blocks.
  package struct Detection: Sendable, Equatable {
    package var label: String
    package var planted: Double
    package var blocks: Int
    /// The ratio to a copy over all blocks.
    package var ratio: Double
    /// By the verdicts' names.
    package var verdicts: [String: Int]
    package var draws: Int

    package func share(_ verdict: String) -> Double { Double(verdicts[verdict] ?? 0) / Double(max(1, draws)) }
  }

  /// - Parameters:
  ///   - subject: whose blocks they are; every one has every variant.
  ///   - draws: random draws for each number of blocks.
  ///   - seed: what the draws come from.
  /// - Throws: `StatisticsError` when a value is not a positive number.
  package init(_ subject: Subject, blocks: [[String: Double]], draws: Int = 400, seed: UInt64 = 1)
    throws(StatisticsError)
  {
    var columns: [String: [Double]] = [:]
    for variant in subject.variants {
      let values = blocks.map { $0[variant.label] ?? .nan }
      // A gap, which is not a number, is refused here, whether or not a comparison would meet it.
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

  /// Copies in pairs, and windows side by side, so that no two comparisons share a trial.
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
