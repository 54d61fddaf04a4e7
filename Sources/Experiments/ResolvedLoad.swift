import PageProtocol
package import Strategies
import TextFormats
package import Trial
package import Workload

/// A load with its pages. Every strategy gets the same ones.
package struct ResolvedLoad: Sendable {
  /// The load itself.
  package let spec: LoadSpec
  /// The seed of the pages and arrivals.
  package let seed: UInt64
  /// The pages as a worker fetches them.
  package let pages: [Page]
  /// The delay that the server is asked for, per unit, in seconds; empty if nothing is fetched.
  package let delays: [Double]
  /// The correct result of each unit's computing; 0 if nothing is computed.
  package let answer: UInt32
  private let hosts: [String?]

  /// Draws the pages.
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

  /// When units arrive, drawn from ``seed``; nil in a closed loop.
  package var arrivals: Arrivals? {
    spec.arrivals.map { Arrivals($0.process, perSecond: $0.perSecond, seed: seed) }
  }

  /// The server that the pages need; nil if nothing is fetched.
  ///
  /// - Parameter threads: its event loops.
  package func server(threads: Int) -> ServerRequest? {
    guard !pages.isEmpty else { return nil }
    var names: [String] = []
    for case let host? in hosts where !names.contains(host) { names.append(host) }
    return ServerRequest(tls: spec.tls, names: names, threads: threads)
  }

  /// The fetches before the barrier: they load code and open connections, so that units find both. Nil if nothing is
  /// fetched.
  ///
  /// - Parameter inFlight: the number of units that the strategy can have in flight.
  package func warmUp(inFlight: Int) -> TrialPlan.WarmUp? {
    guard let host = hosts.first else { return nil }
    // These requests wait for each other at the server, so all connections are open at once.
    let path = "/rendezvous?count=\(inFlight)&timeout=2s"
    return .init(page: Page(name: "warm-up", url: spec.origin(host) + path), units: inFlight)
  }
}

extension ResolvedLoad {
  /// The rounds that make a worker warm before the barrier. Nil for units that mostly wait, whose cost per unit is not
  /// what the load is about, and for loads that start cold on purpose.
  ///
  /// - Parameter machine: where the units run.
  package func warmUpRounds(on machine: Machine) -> TrialPlan.WarmUpRounds? {
    guard !spec.startsCold, spec.cancellation == nil, let units = unitsPerRound(on: machine) else { return nil }
    // Not more at once than the first warm-up has opened connections for.
    return .init(units: max(1, min(spec.units, units)), mostSeconds: Self.mostSecondsOfRounds)
  }

  private static let mostSecondsOfRounds = 0.2
  /// Shorter rounds say little about a unit's cost.
  private static let secondsPerRound = 0.01

  private func unitsPerRound(on machine: Machine) -> Int? {
    switch spec.work {
    case .fetch where spec.pages.meanDelaySeconds == 0: return max(spec.concurrency, 256)
    case .fetchThenCompute(let computation) where spec.pages.meanDelaySeconds == 0,
      .compute(let computation):
      let most = Self.secondsPerRound * Double(machine.cores) / machine.seconds(of: computation)
      // One unit that takes that long is warm by itself.
      return most < 2 * Double(machine.cores) ? nil : max(machine.cores, min(10_000, Int(most)))
    case .nothing: return 1000
    case .fetch, .fetchThenCompute, .wait, .handOff, .hold, .contend: return nil
    }
  }
}

extension ResolvedLoad {
  /// The turns that the trials of a block take (``LoadSpec/mostTurns``); nil if they run one after another, or have too
  /// few units for turns.
  package var turns: TrialPlan.Turns? {
    guard let most = spec.mostTurns else { return nil }
    // After so many units the first ones have ended, and the rush is over.
    let lead = max(4, 2 * spec.concurrency)
    let count = min(most, spec.units / (4 * lead))
    return count >= 2 ? .init(count: count, lead: lead) : nil
  }
}

extension LoadSpec {
  /// Scheme and authority. The runner replaces `page-server` by the server's address.
  fileprivate func origin(_ host: String?) -> String {
    guard let host else { return "http://page-server" }
    return (tls ? "https://" : "http://") + host
  }
}

extension ResolvedLoad {
  /// The request to run a trial of a strategy under this load.
  ///
  /// - Parameter turns: those that it takes; nil if it runs alone.
  package func request(
    for strategy: StrategyName, on machine: Machine, turns: TrialPlan.Turns? = nil
  ) -> TrialRequest {
    let load = spec
    let inFlight = machine.unitsInFlight(strategy, units: load.units, limit: load.concurrency)
    let plan = TrialPlan(
      strategy: strategy, work: load.work, pages: pages, units: load.units, concurrency: load.concurrency,
      arrivals: arrivals, connections: load.connections, warmUp: warmUp(inFlight: inFlight),
      warmUpRounds: warmUpRounds(on: machine), turns: turns,
      cancellation: load.cancellation, heartbeats: load.heartbeats)
    // With some strategies libdispatch decides how many units run at once.
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
  /// Cancelled units end with this fault; the unit that cancels all others has its own.
  fileprivate var expectedFaults: Set<String> {
    switch cancellation?.trigger {
    case nil: work.mayDeadlock ? [Fault.deadlock.name] : []
    case .order: [Fault.cancelled.name]
    case .fault: [Fault.cancelled.name, Fault.httpStatus.name]
    }
  }
}
