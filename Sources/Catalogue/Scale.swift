package import Experiments
import PageProtocol
import Strategies
import TextFormats
import Workload

extension Experiment {
  /// Throughput and cost per page with more and more units in flight.
  package static let scale = Experiment(
    name: "scale",
    section: .threads,
    question: "How does throughput grow with the number of fetches in flight, and where does it stop?",
    strategies: [.threadPerPage, .threadPool, .callbacks, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(load: "c64-d0", metrics: [.cpuPerUnit, .throughput]),
    primaryContrasts: [
      Contrast(.threadPerPage, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
      Contrast(.taskGroup, over: .eventLoop),
    ],
    loads: { profile, _ in
      let limits =
        switch profile {
        case .quick: [1, 64, 512]
        case .standard: [1, 64, 1024, 6400, 8192]
        case .full: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 6400, 8192]
        }
      return [.zero, .milliseconds(50)].flatMap { delay in
        // Without delays, thousands at once show little more than a thousand, and opening the connections takes as
        // long.
        limits.filter { profile == .full || delay > .zero || $0 <= 1024 }.map { limit in
          scaleLoad(limit: limit, delay: delay, profile)
        }
      }
    },
    predict: { situation in
      let bound = ThroughputBound(
        delay: situation.load.spec.pages.meanDelaySeconds, work: situation.secondsOfWorkPerPage)
      let throughput = bound.unitsPerSecond(inFlight: situation.workers.initial)
      let runtime = Double(situation.load.spec.units) / throughput
      return Prediction(runtime: runtime, seen: runtime + situation.secondsSeenBeyondTheBound)
    },
    ideal: .delay,
    shows: [
      .throughput, ShownNumber(.cpuPerUnit), .switchesPerUnit, ShownNumber(.threadsPeak), ShownNumber(.residentPeak),
    ],
    explanation: """
      Little's law: with c pages in flight that take d each, no more than c ÷ d pages per second are possible, and no \
      more than 1 ÷ s if each needs s of the processor. Up to the point where the two meet, the kind of waiting makes \
      no difference. Beyond it, throughput is set by the cost per page. The kernel's scheduler puts a blocked thread \
      to sleep and wakes it at least once per page, and meanwhile its stack, its libcurl handle and its poll set leave \
      the caches. An event loop gets many ready sockets with one epoll_wait(2) and does not switch while there are \
      any. So the switches per page of event loops fall with c, while those of threads stay. Memory grows with c on \
      both sides, but less per transfer than per thread.
      """)

  private static func scaleLoad(limit: Int, delay: Duration, _ profile: Profile) -> LoadSpec {
    let page = ServedPage(name: "page", request: PageRequest(delay: .constant(delay)))
    // Trials take about half a second. Pages with a delay come in ten waves; thousands at once in two, because opening
    // their connections takes as long as a wave. The quick profile has half as many.
    let (waves, most) = profile == .quick ? (5, 2500) : (10, 5000)
    let units = delay == .zero ? max(2 * limit, most) : max(2 * limit, min(waves * limit, most))
    var load = LoadSpec(
      name: "c\(limit)-d\(delay.text)", units: units, concurrency: limit, pages: .fixed([page]), connections: .reuse,
      mostBlocks: profile == .standard && limit >= 1024 ? 2 : .max, unitsAreCalibrated: delay == .zero,
      sweeps: [SweepPoint(delay == .zero ? "0" : delay.text, x: limit)])
    if delay == .zero { load.mostTurns = 20 }
    return load
  }
}

extension Experiment.Situation {
  /// Runtime beyond the bound as it was on two cores, in seconds: starting a thread per page, and the wake-ups of
  /// client and server when a single page is in flight.
  fileprivate var secondsSeenBeyondTheBound: Double {
    guard load.spec.pages.meanDelaySeconds == 0 else { return 0 }
    let perPage = (strategy == .threadPerPage ? 100e-6 : 0) + (load.spec.concurrency == 1 ? 80e-6 : 0)
    return Double(load.spec.units) * perPage
  }
}

/// The maximum throughput of a closed system: the asymptotic bounds of operational analysis (Denning & Buzen, "The
/// operational analysis of queueing network models", ACM Computing Surveys 1978; Little 1961).
struct ThroughputBound {
  /// The time that a unit waits, in seconds, however many others wait.
  var delay: Double
  /// The time that a unit needs of the resource that serves one unit after another, in seconds.
  var work: Double

  /// - Parameter inFlight: units in flight at once, at least 1.
  func unitsPerSecond(inFlight: Int) -> Double { min(Double(inFlight) / (delay + work), 1 / work) }
}
