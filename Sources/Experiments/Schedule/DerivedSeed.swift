import Workload

/// Seeds made from a run's one seed, so that what belongs to one part of it stays the same whatever else is run.
enum DerivedSeed {
  /// - Parameter labels: what the seed is for, such as an experiment's name and a block's number.
  static func seed(_ base: UInt64, _ labels: String...) -> UInt64 {
    var seed = SeededGenerator(seed: base).first
    for label in labels {
      // FNV-1a; the generator after it spreads what it found over all bits.
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      seed = SeededGenerator(seed: seed ^ hash).first
    }
    return seed
  }
}

extension SeededGenerator {
  fileprivate var first: UInt64 {
    var copy = self
    return copy.next()
  }

  /// A uniform permutation by Fisher and Yates. The standard library's own may change with a release, a schedule may not.
  package mutating func permutation<Element>(of elements: [Element]) -> [Element] {
    var elements = elements
    for last in elements.indices.dropFirst().reversed() {
      let chosen = Int(next().multipliedFullWidth(by: UInt64(last + 1)).high)
      elements.swapAt(chosen, last)
    }
    return elements
  }
}
