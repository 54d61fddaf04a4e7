import Statistics

/// Two series of a run, block by block.
struct PairedBlocks: Sendable {
  /// Blocks that have both numbers.
  let count: Int
  /// Of these, those in which one of the two is not positive, so that there is no ratio.
  let withoutRatio: Int
  /// The ratio; nil if any block is without one. No block is left out for its value.
  let effect: RatioEffect?

  init(_ numerators: [Int: Double], over denominators: [Int: Double]) {
    let blocks = numerators.keys.filter { denominators[$0] != nil }.sorted()
    let above = blocks.compactMap { numerators[$0] }
    let below = blocks.compactMap { denominators[$0] }
    count = blocks.count
    withoutRatio = zip(above, below).count { $0 <= 0 || $1 <= 0 }
    effect = try? RatioEffect(numerators: above, denominators: below)
  }
}
