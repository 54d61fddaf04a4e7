package import Experiments
import PageProtocol
import Strategies
import TextFormats
import Workload

extension Experiment {
  /// The runtime of more and more pages, all of them in flight at once.
  package static let fanOut = Experiment(
    name: "fan-out",
    section: .async,
    question: "How does the runtime grow with the number of pages fetched at once?",
    strategies: StrategyName.fetching,
    reference: .threadPool,
    headline: Headline(load: "n1000-d100ms", metrics: [.runtime, .cpuPerUnit, .threadsPeak]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
      Contrast(.taskGroup, over: .eventLoop),
    ],
    loads: { profile, _ in
      let usual = Duration.milliseconds(100)
      let counts =
        switch profile {
        case .quick: [1, 100, 1000]
        case .standard: [1, 10, 100, 1000, 10_000]
        case .full: [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]
        }
      let sweep = counts.map { fanOutLoad(pages: $0, delay: usual) }
      // With ten times the delay, the same work per page has a tenth of the weight.
      let slow = fanOutLoad(
        pages: 1000, delay: .seconds(1),
        participants: .only(
          [.callbacks, .taskGroup, .eventLoop],
          because: "compares event loops only: with ten times the delay, the work per page weighs a tenth"))
      return profile == .quick ? sweep : sweep + [slow]
    },
    predict: { situation in
      let waiting = situation.workers.makespan(of: situation.load.delays)
      let work = Double(situation.load.spec.units) * situation.secondsOfWorkPerPage
      return Prediction(runtime: waiting + work)
    },
    ideal: .delay,
    shows: [ShownNumber(.runtime), ShownNumber(.cpuPerUnit)],
    explanation: """
      As long as every page can be in flight at once, the waiting is over after one delay, whatever their number. What \
      grows is the work: the time that client and server need per page. The curve leaves the ideal line where that \
      work reaches the delay. One page after another costs one delay per page, and a pool with one thread per core one \
      delay for every few pages. A blocked thread holds three descriptors and a stack for its page, a transfer on an \
      event loop one descriptor: that is where threads reach their limit.
      """)

  private static func fanOutLoad(pages: Int, delay: Duration, participants: Participants? = nil) -> LoadSpec {
    let page = ServedPage(name: "page", request: PageRequest(delay: .constant(delay)))
    return LoadSpec(
      name: "n\(pages)-d\(delay.text)", units: pages, concurrency: pages, pages: .fixed([page]), connections: .reuse,
      participants: participants, sweeps: [SweepPoint(delay.text, x: pages)])
  }
}
