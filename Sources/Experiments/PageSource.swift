package import PageProtocol
import TextFormats

/// A page that the page server serves.
package struct ServedPage: Sendable, Hashable {
  /// The name of the page in result files.
  package var name: String
  /// The host name in its URL; nil for the server's own address.
  package var host: String?
  /// Delay, size and status of the response.
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
  /// Unit i fetches page i modulo the number of pages.
  case fixed([ServedPage])
  /// One page per unit, each with its own delay, drawn from a distribution.
  case drawn(LatencyProfile)

  /// The pages; empty if nothing is fetched.
  ///
  /// - Parameters:
  ///   - units: the load's N.
  ///   - seed: the seed of the delays.
  package func pages(units: Int, seed: UInt64) -> [ServedPage] {
    switch self {
    case .none: return []
    case .fixed(let pages): return pages
    case .drawn(let profile):
      var generator = SeededGenerator(seed: seed)
      return (0..<units).map { index in
        // 32 bits are enough for any number of pages, and keep the URLs short.
        let pageSeed = generator.next() >> 32
        return ServedPage(name: "page-\(index)", request: PageRequest(delay: profile, seed: pageSeed))
      }
    }
  }

  /// The mean delay that is asked of the server, in seconds: the mean of the distribution, not of the drawn delays; 0
  /// if nothing is fetched.
  package var meanDelaySeconds: Double {
    switch self {
    case .none: return 0
    case .fixed(let pages):
      guard !pages.isEmpty else { return 0 }
      return pages.reduce(0) { $0 + $1.request.delay.meanSeconds } / Double(pages.count)
    case .drawn(let profile): return profile.meanSeconds
    }
  }

  /// The size of the largest body, in bytes; 0 if nothing is fetched.
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
