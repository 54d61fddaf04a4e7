/// SplitMix64: the same seed gives the same numbers on every machine and in every Swift release.
///
/// Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter seed: any number; each starts a sequence of its own.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next number, uniform in [0, 1), with 53 random bits.
  package mutating func nextUnitInterval() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform random permutation (Fisher and Yates). The standard library's `shuffled` may change with a release; the
  /// order of trials must not.
  package mutating func permutation<Element>(of elements: [Element]) -> [Element] {
    var elements = elements
    for last in elements.indices.dropFirst().reversed() {
      let chosen = Int(next().multipliedFullWidth(by: UInt64(last + 1)).high)
      elements.swapAt(chosen, last)
    }
    return elements
  }
}

/// Seeds derived from one seed, so that a part of a run draws the same numbers whatever else is run.
package enum DerivedSeed {
  /// Derives a seed. The same base and labels always give the same seed.
  ///
  /// - Parameter labels: what the seed is for, such as an experiment's name and a block's number.
  package static func seed(_ base: UInt64, _ labels: String...) -> UInt64 {
    var seed = SeededGenerator(seed: base).first
    for label in labels {
      // FNV-1a; the generator behind it spreads the hash over all bits.
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
}
