package import Experiments
import PageProtocol
import Strategies
import Trial
import Workload

extension Experiment {
  /// Units that wait and then compute: how much computing one event loop can do.
  package static let mixed = Experiment(
    name: "mixed",
    section: .parallelism,
    question: "How much can a unit compute before one event loop is too little?",
    strategies: [.threadPool, .taskGroup, .eventLoop, .eventLoopOffloading],
    reference: .threadPool,
    headline: Headline(load: "s50", metrics: [.throughput, .coresUsed]),
    primaryContrasts: [
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.eventLoopOffloading, over: .eventLoop),
      Contrast(.eventLoopOffloading, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
    ],
    loads: { profile, machine in
      let shares: [Int] =
        switch profile {
        case .quick: [0, 50, 90]
        case .standard: [0, 10, 25, 50, 90]
        case .full: [0, 5, 10, 15, 20, 25, 35, 50, 75, 90]
        }
      return shares.map { mixedLoad(share: $0, profile, machine) }
    },
    predict: { Prediction(runtime: Double($0.load.spec.units) / $0.mixedThroughput) },
    furtherMetrics: { result, _ in coresUsed(result) },
    estimates: { results in results.strategies.flatMap { crossover(of: $0, results) } },
    ideal: .slowest,
    furtherColumns: [SummaryColumn("units/s", .throughput), SummaryColumn("cores used", .coresUsed)],
    shows: [.throughput, ShownNumber(.coresUsed)],
    explanation: """
      While a unit waits, the loop serves others; while it computes on the loop's thread, no other unit is served. So \
      one loop does no more than 1 ÷ q units per second, q being the computing of one unit, however many wait: with c \
      in flight that take D each, it is saturated as soon as q reaches D ÷ c. A pool of threads, and tasks on the \
      default pool, compute on all P cores and are saturated at P times as much. The remedy is one line: the loop \
      waits, and hands the computing to the pool (asyncio calls it run_in_executor). That costs two hops between \
      threads, each of them a queue and, if the other side sleeps, a futex(2) or an eventfd(2) that wakes it.
      """)

  /// The duration D of a unit without contention, in seconds: waiting and computing together.
  private static let mixedUnitSeconds = 10e-3

  private static func mixedLoad(share: Int, _ profile: Profile, _ machine: Machine) -> LoadSpec {
    let computing = mixedUnitSeconds * Double(share) / 100
    let delay = Duration.microseconds(Int64(((mixedUnitSeconds - computing) * 1e6).rounded()))
    let limit = 4 * machine.cores
    // Enough units to keep a pool busy for a while, but not too many for one loop.
    let wanted = profile == .quick ? 0.2 : 0.5
    let pool = min(Double(limit) / mixedUnitSeconds, computing > 0 ? Double(machine.cores) / computing : .infinity)
    let loop = min(Double(limit) / mixedUnitSeconds, computing > 0 ? 1 / computing : .infinity)
    let units = min(wanted * pool, 0.5 * profile.longestTrialSeconds * loop)
    let page = ServedPage(name: "page", request: PageRequest(delay: .constant(delay)))
    return LoadSpec(
      name: "s\(share)",
      work: share == 0 ? .fetch : .fetchThenCompute(machine.computation(lasting: computing)),
      units: max(2 * limit, Int(units)), concurrency: limit, pages: .fixed([page]), connections: .reuse,
      sweeps: [SweepPoint(x: share)])
  }

  /// The share of computing in a unit above which computing, and not the limit, determines the throughput.
  ///
  /// Without computing, the limit determines it: X₀. When all cores that the strategy can use are busy, it is K ÷ q.
  /// The two are equal at q = K ÷ X₀. Each block measures K and X₀.
  private static func crossover(of strategy: StrategyName, _ results: ExperimentResults) -> [Estimate] {
    guard let idle = results.loads.first(where: { $0.work.computation == nil }),
      let busy = results.loads.last(where: { $0.work.computation != nil }),
      let seconds = busy.work.computation.map(results.machine.seconds)
    else { return [] }
    let free = results.valuesByBlock(of: .runtime, strategy, in: idle).mapValues { Double(idle.units) / $0 }
    let computing = results.valuesByBlock(of: .runtime, strategy, in: busy).mapValues {
      Double(busy.units) * seconds / $0
    }
    let shares = free.keys.sorted().compactMap { block in
      computing[block].flatMap { cores in free[block].map { cores / $0 / mixedUnitSeconds } }
    }
    let estimate = Estimate.overBlocks(strategy, "crossover_share", unit: "1", shares, trialsPerBlock: 2)
    return estimate.map { [$0] } ?? []
  }
}

extension Experiment.Situation {
  /// Units per second: as many as the limit admits, or as the strategy's cores can compute. The work of fetching is
  /// done by the loop's thread, or by the thread that computes.
  fileprivate var mixedThroughput: Double {
    let (work, computing) = (secondsOfWorkPerPage, computingSeconds)
    let delay = load.spec.pages.meanDelaySeconds
    let admitted = Double(load.spec.concurrency) / (delay + computing + work)
    let cores = Double(computingCores)
    switch (strategy.waiting, strategy.traits.home) {
    case (.eventLoop, .loop) where !strategy.traits.offloadsComputing: return min(admitted, 1 / (work + computing))
    case (.eventLoop, _): return min(admitted, 1 / work, cores / (work + computing))
    case (.blockedThread, _): return min(admitted, cores / (work + computing))
    }
  }
}
