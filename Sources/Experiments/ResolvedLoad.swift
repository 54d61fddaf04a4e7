import PageProtocol
package import Strategies
import TextFormats
package import Trial
package import Workload

/// A load with its pages at hand: what every strategy of it gets alike.
package struct ResolvedLoad: Sendable {
  package let spec: LoadSpec
  /// What the pages were drawn from.
  package let seed: UInt64
  /// The pages as a worker fetches them.
  package let pages: [Page]
  /// How long the server is asked to take for each unit, in seconds; empty where nothing is fetched.
  package let delays: [Double]
  /// What each unit must find out; 0 where nothing is computed.
  package let answer: UInt32
  private let hosts: [String?]

  package init(_ spec: LoadSpec, seed: UInt64) {
    self.spec = spec
    self.seed = seed
    let served = spec.pages.pages(units: spec.units, seed: seed)
    // The digest costs a pass over the text, and most pages of a load have the same size.
    var digests: [Int: BodyDigest] = [:]
    self.pages = served.map { page in
      let digest = digests[page.request.size] ?? page.request.body
      digests[page.request.size] = digest
      return Page(name: page.name, url: spec.origin(page.host) + page.request.target, body: digest)
    }
    let pageDelays = served.map { Double($0.request.delay.draw(seed: $0.request.seed).nanoseconds) / 1e9 }
    self.delays = pageDelays.isEmpty ? [] : (0..<spec.units).map { pageDelays[$0 % pageDelays.count] }
    let computation = spec.work.computation
    self.answer = computation.flatMap { $0.answer(from: PageText.bytes($0.pageBytes)) } ?? 0
    self.hosts = served.map(\.host)
  }

  /// When its units arrive; nil in a closed loop.
  package var arrivals: Arrivals? {
    spec.arrivals.map { Arrivals($0.process, perSecond: $0.perSecond, seed: seed) }
  }

  /// What serves the pages; nil if there are none.
  package func server(threads: Int) -> ServerRequest? {
    guard !pages.isEmpty else { return nil }
    var names: [String] = []
    for case let host? in hosts where !names.contains(host) { names.append(host) }
    return ServerRequest(tls: spec.tls, names: names, threads: threads)
  }

  /// What to fetch before the barrier so that the measured run finds code paths warm and connections open.
  ///
  /// - Parameter inFlight: how many units the strategy can have in flight.
  package func warmUp(inFlight: Int) -> TrialPlan.WarmUp? {
    guard let host = hosts.first else { return nil }
    // Requests that wait for each other at the server are really open all at once.
    let path = "/rendezvous?count=\(inFlight)&timeout=2s"
    return .init(page: Page(name: "warm-up", url: spec.origin(host) + path), units: inFlight)
  }
}

extension LoadSpec {
  /// Scheme and authority; the runner knows where `page-server` is, and which scheme it speaks.
  fileprivate func origin(_ host: String?) -> String {
    guard let host else { return "http://page-server" }
    return (tls ? "https://" : "http://") + host
  }
}

extension ResolvedLoad {
  /// What to ask of the runner for a trial of a strategy under this load.
  package func request(for strategy: StrategyName, on machine: Machine) -> TrialRequest {
    let load = spec
    let inFlight = machine.unitsInFlight(strategy, units: load.units, limit: load.concurrency)
    let plan = TrialPlan(
      strategy: strategy, work: load.work, pages: pages, units: load.units, concurrency: load.concurrency,
      arrivals: arrivals, connections: load.connections, warmUp: warmUp(inFlight: inFlight),
      cancellation: load.cancellation, heartbeats: load.heartbeats)
    // Some leave it to libdispatch how many run at once.
    let keepsLimit = strategy.keepsLimit || load.units <= load.concurrency
    return TrialRequest(
      plan: plan, server: server(threads: machine.serverThreads),
      checks: TrialChecks(
        expectedFaults: load.expectedFaults, limitsInFlight: keepsLimit, answer: answer,
        leastServerSeconds: load.cancellation == nil ? delays.reduce(0, +) : 0),
      environment: load.environment)
  }
}

extension LoadSpec {
  /// What is cancelled ends so; what cancels all others ended otherwise.
  fileprivate var expectedFaults: Set<String> {
    switch cancellation?.trigger {
    case nil: work.mayDeadlock ? [Fault.deadlock.name] : []
    case .order: [Fault.cancelled.name]
    case .fault: [Fault.cancelled.name, Fault.httpStatus.name]
    }
  }
}
