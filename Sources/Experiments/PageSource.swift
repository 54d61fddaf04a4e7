package import PageProtocol
import TextFormats

/// A page that the page server serves.
package struct ServedPage: Sendable, Hashable {
  /// What results call it.
  package var name: String
  /// The name it is served under; nil for the server's own address.
  package var host: String?
  package var request: PageRequest

  package init(name: String, host: String? = nil, request: PageRequest) {
    self.name = name
    self.host = host
    self.request = request
  }
}

/// Where the pages of a load come from.
package enum PageSource: Sendable, Hashable {
  /// The units fetch nothing.
  case none
  /// Unit i fetches page i modulo their number.
  case fixed([ServedPage])
  /// As many pages as units, each with a delay of its own drawn from a distribution.
  case drawn(LatencyProfile)

  /// The pages themselves.
  ///
  /// - Parameters:
  ///   - units: how many units the load has.
  ///   - seed: what the delays are drawn from.
  package func pages(units: Int, seed: UInt64) -> [ServedPage] {
    switch self {
    case .none: return []
    case .fixed(let pages): return pages
    case .drawn(let profile):
      var generator = SeededGenerator(seed: seed)
      return (0..<units).map { index in
        // 32 bits tell any number of pages apart and keep the URLs short.
        let pageSeed = generator.next() >> 32
        return ServedPage(name: "page-\(index)", request: PageRequest(delay: profile, seed: pageSeed))
      }
    }
  }

  /// The mean delay that is asked of the server, in seconds; of a distribution its own mean, not the draws'.
  package var meanDelaySeconds: Double {
    switch self {
    case .none: return 0
    case .fixed(let pages):
      guard !pages.isEmpty else { return 0 }
      return pages.reduce(0) { $0 + $1.request.delay.meanSeconds } / Double(pages.count)
    case .drawn(let profile): return profile.meanSeconds
    }
  }

  /// Bytes of the largest page's body.
  package var largestPageBytes: Int {
    switch self {
    case .none: 0
    case .fixed(let pages): pages.map(\.request.size).max() ?? 0
    case .drawn: PageRequest().size
    }
  }
}

extension LatencyProfile {
  /// The distribution's mean in seconds; infinite for a Pareto distribution whose shape is 1 or below.
  package var meanSeconds: Double {
    switch self {
    case .constant(let delay): delay.seconds
    case .uniform(let from, let to): (from.seconds + to.seconds) / 2
    case .exponential(let mean): mean.seconds
    case .pareto(let smallest, let shape): shape > 1 ? smallest.seconds * shape / (shape - 1) : .infinity
    case .twoPoint(let usual, let rare, let chance): usual.seconds * (1 - chance) + rare.seconds * chance
    }
  }
}
