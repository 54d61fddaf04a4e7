package import Experiments
import Foundation
import PageProtocol
import Strategies
import Workload

extension Experiment {
  /// Response times of pages that arrive at random.
  package static let rate = Experiment(
    name: "rate",
    section: .threads,
    question: "How long does each page take when pages arrive at random times?",
    strategies: [.threadPerPage, .threadPool, .callbacks, .taskGroup, .eventLoop],
    // Rates are shares of the lowest capacity.
    doesNotApply: [
      .sequential: "its capacity is so low that at its rates the others would be idle",
      .dispatch: "its capacity is so low that at its rates the others would be idle",
      .dispatchUnbounded: "its capacity is so low that at its rates the others would be idle",
      .operationQueue: "its capacity is so low that at its rates the others would be idle",
      .taskGroupBlocking: "its capacity is so low that at its rates the others would be idle",
    ],
    reference: .threadPool,
    headline: Headline(
      load: rateName(70),
      quantities: [Quantity(.response, stat: "p50"), Quantity(.response, stat: "p99"), Quantity(.cpuPerUnit)]),
    primaryContrasts: [
      Contrast(.threadPerPage, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
      Contrast(.taskGroup, over: .eventLoop),
    ],
    loads: { profile, _ in
      let percents =
        switch profile {
        case .quick: [30, 70, 90]
        case .standard: [30, 50, 70, 90]
        case .full: [30, 50, 70, 80, 90]
        }
      return percents.map { percent in
        var load = rateLoad(percent: percent, seconds: profile.arrivalSeconds)
        if profile == .standard && percent != 70 { load.mostBlocks = 2 }
        return load
      }
    },
    predict: { situation in
      let load = situation.load.spec
      let rate = load.arrivals?.perSecond ?? 0
      let capacity = situation.capacity?.unitsPerSecond(situation.strategy) ?? 1 / situation.secondsOfWorkPerPage
      let queue = DeterministicQueue(arrivalsPerSecond: rate, servedPerSecond: capacity)
      let alone = load.pages.meanDelaySeconds + 1 / capacity
      return Prediction(
        runtime: Double(load.units) / max(rate, 1) + alone + queue.meanWait,
        further: [
          Measurement(.responsePredicted, "mean", alone + queue.meanWait),
          Measurement(.responsePredicted, "p50", alone + queue.wait(quantile: 0.5)),
          Measurement(.responsePredicted, "p99", alone + queue.wait(quantile: 0.99)),
        ])
    },
    ideal: .delay,
    capacityProbe: CapacityProbe(load: probe) { strategy in
      switch strategy.waiting {
      case .blockedThread: 8500
      case .eventLoop: 20_000
      }
    },
    shows: [.excess(of: .response), .excess(of: .service), .offered],
    explanation: """
      A page that arrives finds the processor idle or busy, and the busier it is, the longer is the queue: pages that \
      arrive at random wait, although there is time enough for all of them. The prediction is that queue alone, with \
      each strategy's own capacity. The kernel adds what the prediction leaves out: a sleeping thread is woken by a \
      timer up to 50 µs late (timer slack), has to get a core that the page server also needs, and keeps it for one \
      page. At low load every page costs such a wake-up, so CPU per page is highest at the lowest load. An event loop \
      takes all pages that have arrived with one epoll_wait(2), so its cost per page falls as the load grows, but all \
      pages are in its one queue. A task on the default pool also moves from the loop's thread to a pool thread and \
      back: two wake-ups that appear as lag and as service.
      """)

  private static func rateName(_ percent: Int) -> String { "load-\(percent)" }

  /// More units than are ever in flight below capacity, so that units queue for the processor and not for the limit.
  private static let rateLimit = 128

  private static let ratePages = PageSource.fixed([
    ServedPage(name: "page", request: PageRequest(delay: .constant(.milliseconds(5))))
  ])

  /// A closed loop with as many units in flight as the limit allows: its throughput is the capacity.
  private static let probe = LoadSpec(name: "capacity", units: 5000, concurrency: rateLimit, pages: ratePages)

  private static func rateLoad(percent: Int, seconds: Double) -> LoadSpec {
    var load = LoadSpec(name: rateName(percent), units: 0, concurrency: rateLimit, pages: ratePages)
    load.offered = OfferedShare(Double(percent) / 100, seconds: seconds)
    load.sweeps = [SweepPoint(x: percent)]
    return load
  }
}

extension ShownNumber {
  /// A time minus the delay that the server is asked for, in seconds: most of a response time is that delay, whatever
  /// the strategy.
  fileprivate static func excess(of metric: Metric) -> ShownNumber {
    @Sendable func beyond(_ trial: ShownTrial, _ seconds: Double?) -> Double? {
      seconds.map { $0 - trial.load.pages.meanDelaySeconds }
    }
    return ShownNumber(
      Metric(metric.name + "_excess", unit: "s"), stats: ["p50", "p99"],
      value: { trial, stat in beyond(trial, trial[metric, stat]) },
      predicted: { trial, stat in beyond(trial, trial[metric.predicted, stat]) },
      // If units arrive faster than they are done, response times grow as long as the trial goes on.
      isLowerBound: { trial, _ in metric == .response && trial[.saturated] == 1 })
  }

  /// The offered rate: pages that arrive per second.
  fileprivate static let offered = ShownNumber(
    Metric("offered", unit: "1/s"), value: { trial, _ in trial[.runtime] == nil ? nil : trial.load.arrivals?.perSecond }
  )
}

extension Profile {
  /// How long units arrive in an open loop, in seconds.
  fileprivate var arrivalSeconds: Double {
    switch self {
    case .quick: 0.4
    case .standard: 1
    case .full: 3
    }
  }
}

/// A queue with random arrivals and one server that takes the same time for each unit: M/D/1.
///
/// The mean wait is exact (Pollaczek 1930, Khinchine 1932). A share ρ of units has to wait. Their wait is assumed to be
/// exponential, as it is in heavy traffic (Kingman, "The single server queue in heavy traffic", 1961). The 99th
/// percentile is a sixth too long at ρ = 0.5, a fortieth at 0.9.
struct DeterministicQueue {
  /// ρ, the share of time in which the server is busy; at most 0.99.
  let utilisation: Double
  /// The service time of a unit, in seconds.
  let service: Double

  /// At 1 the queue grows for ever, and the formulas have no value.
  private static let mostUtilisation = 0.99

  init(arrivalsPerSecond: Double, servedPerSecond: Double) {
    service = 1 / servedPerSecond
    utilisation = min(arrivalsPerSecond / servedPerSecond, Self.mostUtilisation)
  }

  /// The mean wait ρ·s ÷ 2(1 − ρ), in seconds.
  var meanWait: Double { utilisation * service / (2 * (1 - utilisation)) }

  /// A quantile of the wait, in seconds.
  func wait(quantile: Double) -> Double {
    guard utilisation > 1 - quantile else { return 0 }
    let meanOfThoseThatWait = service / (2 * (1 - utilisation))
    // P(W > t) = ρ·exp(−t ÷ mean)
    return meanOfThoseThatWait * log(utilisation / (1 - quantile))
  }
}
