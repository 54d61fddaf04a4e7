package import Experiments
import PageProtocol
import Strategies
import Workload

extension Experiment {
  /// Five pages, one after another and all at once.
  package static let fivePages = Experiment(
    name: "five-pages",
    section: .blocking,
    question: "How long do five pages take, one after another and all at once?",
    strategies: StrategyName.fetching,
    reference: .sequential,
    headline: Headline(load: "c5", metrics: [.runtime, .runtimePerSlowest]),
    primaryContrasts: [
      Contrast(.threadPool, over: .sequential),
      Contrast(.taskGroup, over: .sequential),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.taskGroupBlocking, over: .taskGroup),
    ],
    loads: { _, _ in
      [
        LoadSpec(
          name: "c5", units: FiveSites.pages.count, concurrency: 5, pages: .fixed(FiveSites.pages), connections: .fresh,
          tls: true, sweeps: [SweepPoint(x: FiveSites.pages.count)])
      ]
    },
    predict: { Prediction(runtime: $0.workers.makespan(of: $0.load.delays)) },
    ideal: .slowest,
    shows: [ShownNumber(.runtime)],
    explanation: """
      Nearly all of a fetch is waiting. One after another, the waits add up. At once, the whole takes as long as its \
      slowest page, whether five threads wait or one event loop does. A pool with one thread per core cannot do that: \
      its few threads block in the first pages, and the other pages wait for a thread instead of the network. The \
      runtime is then that of five jobs in order on that many workers. Dispatch has a monitor that adds a thread when \
      it finds all of them blocked. It looks once per second, and for the first time when the pool is first used. If \
      that look falls into the warm-up, the five pages have one more thread and end sooner than predicted. The pool of \
      Swift's tasks never grows.
      """)
}

/// The five example pages.
package enum FiveSites {
  /// Each with the delay that a request to the site once took.
  package static let pages: [ServedPage] = [
    ("google.com", 120), ("facebook.com", 180), ("amazon.com", 350), ("apple.com", 90), ("netflix.com", 260),
  ].map { host, milliseconds in
    ServedPage(
      name: host, host: host, request: PageRequest(delay: .constant(.milliseconds(milliseconds))))
  }
}
