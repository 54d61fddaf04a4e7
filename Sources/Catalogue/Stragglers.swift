package import Experiments
import PageProtocol
import Strategies
import Trial

extension Experiment {
  /// What a few slow pages do to all the others.
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
      // What libdispatch alone limits takes part where the others have no limit, either.
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
    shows: [ShownNumber(.fastDone, stats: stride(from: 10, through: 100, by: 10).map { "p\($0)" })],
    explanation: """
      A slow page keeps its place among the c for forty times as long as a fast one. With one slow page in twenty, two \
      thirds of all places are soon held by slow pages, and when all are, no fast page starts. Whether a place is a \
      thread asleep in poll(2) or a suspended task makes no difference: the limit is used up, not the threads, and the \
      fast pages behind it have not been requested yet. Without a limit, each fast page takes only its own time. Work \
      submitted to Dispatch without a limit has one all the same: libdispatch starts with as many threads as there are \
      cores, and its monitor adds one per second.
      """)

  /// N: enough for p90 of the fast ones, and for more slow ones than places in the narrow limit.
  private static let stragglerCount = 480
  /// Forty to one, as 50 ms to 2 s, but a tenth of that: waiting in line is the same at any scale, and trials stay short.
  private static let usual = Duration.milliseconds(5)
  private static let slow = Duration.milliseconds(200)
  private static let usualPercentSlow = 5
  private static let narrowLimit = 16

  private static func stragglerLoad(
    percentSlow: Int, limit: Int,
    participants: Participants? = .only(
      [.threadPool, .taskGroup, .eventLoop], because: "keeps no limit: libdispatch decides how many run at once")
  ) -> LoadSpec {
    LoadSpec(
      name: "slow\(percentSlow)-c\(limit)", units: stragglerCount, concurrency: limit,
      pages: .drawn(.twoPoint(usual: usual, rare: slow, chance: Double(percentSlow) / 100)), participants: participants,
      sweeps: (percentSlow == usualPercentSlow ? [SweepPoint("c\(limit)", x: percentSlow)] : [])
        + (limit == narrowLimit ? [SweepPoint("shares", x: percentSlow)] : []))
  }
}

extension Metric {
  /// When a share of the fast pages was done, counted from the barrier.
  package static let fastDone = Metric(
    "fast_done", unit: "s", circumstances: ["p90": "time until 90 % of the fast pages were done"])
}

extension Experiment.Situation {
  /// When each page is done, in seconds from the barrier: the first c are asked for one after another, each of the others
  /// when a place is free; a place is held for the page's delay and the work for it.
  fileprivate var completions: [Double] {
    let work = secondsOfWorkPerPage
    return workers.completions(of: load.delays.map { $0 + work }).enumerated().map { place, done in
      done + Double(min(place, workers.initial)) * work
    }
  }
}

/// The pages that are not stragglers, by the delay drawn for each, not by how long it took.
private struct FastPages {
  /// Ascending, in seconds from the barrier.
  private let done: [Double]

  /// - Parameter done: when each unit was done, in the units' order.
  init(done: [Double], in load: ResolvedLoad) {
    guard let usual = load.delays.min() else {
      self.done = []
      return
    }
    self.done = zip(done, load.delays).filter { $0.1 == usual }.map(\.0).sorted()
  }

  /// When a tenth, two tenths, … and all of them were done.
  func measurements(_ metric: Metric) -> [Measurement] {
    guard !done.isEmpty else { return [] }
    return stride(from: 10, through: 100, by: 10).map { percent in
      Measurement(metric, "p\(percent)", done[(done.count * percent + 99) / 100 - 1], count: done.count)
    }
  }
}
