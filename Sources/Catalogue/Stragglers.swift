package import Experiments
import PageProtocol
import Strategies
import Trial

extension Experiment {
  /// A few slow pages, and the fast pages that wait behind them.
  package static let stragglers = Experiment(
    name: "stragglers",
    section: .threads,
    question: "How long do fast pages wait because a few others are slow?",
    strategies: [.threadPool, .taskGroup, .eventLoop, .dispatchUnbounded],
    reference: .threadPool,
    headline: Headline(load: "slow5-c16", quantities: [Quantity(.fastDone, stat: "p90"), Quantity(.runtime)]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .threadPool),
    ],
    loads: { profile, _ in
      let shares = profile == .quick ? [0, 5, 10] : profile == .standard ? [0, 1, 5, 10] : [0, 1, 2, 5, 10]
      let narrow = shares.map { stragglerLoad(percentSlow: $0, limit: 16) }
      let wide = stragglerLoad(percentSlow: 5, limit: 64)
      // Dispatch without a limit runs only here, where the other strategies have no limit either.
      let unlimited = stragglerLoad(percentSlow: 5, limit: stragglerCount, participants: nil)
      return narrow + [wide, unlimited]
    },
    predict: { situation in
      let load = situation.load
      let done = situation.completions
      return Prediction(
        runtime: done.max() ?? 0,
        further: FastPages(done: done, in: load).measurements(Metric.fastDone.predicted))
    },
    furtherMetrics: { result, load in
      let start = result.record.startMonotonicNanoseconds
      let done = result.rows.map { Double($0.doneNanoseconds - start) / 1e9 }
      return FastPages(done: done, in: load).measurements(.fastDone)
    },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("fast pages, 50 % done (s)", .fastDone, stat: "p50"),
      SummaryColumn("90 % done (s)", .fastDone, stat: "p90"),
      SummaryColumn("90 %, predicted (s)", Metric.fastDone.predicted, stat: "p90"),
    ],
    shows: [ShownNumber(.fastDone, stats: Deciles.stats)],
    explanation: """
      A slow page keeps its place among the c for forty times as long as a fast one. With one slow page in twenty, two \
      thirds of all places are soon held by slow pages, and when all are, no fast page starts. Whether a place is a \
      thread asleep in poll(2) or a suspended task makes no difference: the limit is used up, not the threads, and the \
      fast pages behind it have not been requested yet. Without a limit, each fast page takes only its own time. Work \
      submitted to Dispatch without a limit has one all the same: libdispatch starts with as many threads as there are \
      cores, and its monitor adds one per second.
      """)

  /// N: enough for a p90 of the fast pages, and for more slow pages than the narrow limit has places.
  private static let stragglerCount = 480
  /// Fast and slow pages differ by a factor of 40, like 50 ms and 2 s. Shorter delays keep trials short; queues are the
  /// same.
  private static let usual = Duration.milliseconds(5)
  private static let slow = Duration.milliseconds(200)
  private static let usualPercentSlow = 5
  private static let narrowLimit = 16

  private static func stragglerLoad(
    percentSlow: Int, limit: Int,
    participants: Participants? = .only(
      [.threadPool, .taskGroup, .eventLoop], because: "it keeps no limit: libdispatch decides how many units run")
  ) -> LoadSpec {
    LoadSpec(
      name: "slow\(percentSlow)-c\(limit)", units: stragglerCount, concurrency: limit,
      pages: .drawn(.twoPoint(usual: usual, rare: slow, chance: Double(percentSlow) / 100)), participants: participants,
      sweeps: (percentSlow == usualPercentSlow ? [SweepPoint("c\(limit)", x: percentSlow)] : [])
        + (limit == narrowLimit ? [SweepPoint("shares", x: percentSlow)] : []))
  }
}

extension Metric {
  /// From the barrier until a share of the fast pages was done, in seconds: deciles, `p10` to `p100`.
  package static let fastDone = Metric(
    "fast_done", unit: "s", circumstances: ["p90": "time until 90 % of the fast pages were done"])
}

extension Experiment.Situation {
  /// When each page is done, in seconds from the barrier. The first c pages are requested one after another, every
  /// other page when a place is free. A page holds its place for its delay and its work.
  fileprivate var completions: [Double] {
    let work = secondsOfWorkPerPage
    return workers.completions(of: load.delays.map { $0 + work }).enumerated().map { place, done in
      done + Double(min(place, workers.initial)) * work
    }
  }
}

/// The fast pages: those with the shorter delay asked of the server, however long they took.
private struct FastPages {
  /// Ascending, in seconds from the barrier.
  private let done: [Double]

  /// - Parameter done: when each unit was done, in the units' order, in seconds from the barrier.
  init(done: [Double], in load: ResolvedLoad) {
    guard let usual = load.delays.min() else {
      self.done = []
      return
    }
    self.done = zip(done, load.delays).filter { $0.1 == usual }.map(\.0).sorted()
  }

  /// When a tenth, two tenths, … and all of them were done.
  func measurements(_ metric: Metric) -> [Measurement] { Deciles.measurements(metric, ofSorted: done) }
}
