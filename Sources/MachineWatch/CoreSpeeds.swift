/// How fast each core computed during a few milliseconds, alone and together with all others.
package struct CoreSpeeds: Sendable, Equatable {
  /// In ascending order of their numbers; at least one.
  package var cores: [Core]

  /// One core.
  package struct Core: Sendable, Equatable {
    /// As taskset(1) numbers it.
    package var number: Int
    /// Bytes of text per second while the other cores had nothing to do; nil if this was not measured.
    package var alone: Double?
    /// Bytes of text per second while all cores computed.
    package var together: Double
    /// The share of that time in which the core ran this program, 0 to 1: less than 1 if other programs, or other
    /// guests of the host, wanted the core as well.
    package var obtained: Double

    package init(number: Int, alone: Double?, together: Double, obtained: Double) {
      self.number = number
      self.alone = alone
      self.together = together
      self.obtained = obtained
    }
  }

  package init(cores: [Core]) { self.cores = cores }

  /// Bytes per second of one core alone: the mean of those that were measured; 0 if none was.
  package var alone: Double {
    let known = cores.compactMap(\.alone)
    return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
  }

  /// Bytes per second of all cores that compute at once.
  package var together: Double { cores.reduce(0) { $0 + $1.together } }

  /// How many cores' work the machine does when all its cores compute at once: as many as there are if each is
  /// independent, about half if pairs of them are hardware threads of one physical core. It can come out above their
  /// number: one core alone was then slower than it was in company, by chance or because an idle core sleeps deeply.
  /// Nil if no core was measured alone.
  package var delivered: Double? { alone > 0 ? together / alone : nil }

  /// The share of all cores that this program obtained when it wanted them all, 0 to 1.
  package var obtained: Double {
    cores.isEmpty ? 1 : cores.reduce(0) { $0 + $1.obtained } / Double(cores.count)
  }

  /// How much faster the fastest core is than the slowest when all compute: 0.24 for 24 %.
  package var difference: Double {
    guard let slowest = cores.map(\.together).min(), let fastest = cores.map(\.together).max(), slowest > 0 else {
      return 0
    }
    return fastest / slowest - 1
  }
}
