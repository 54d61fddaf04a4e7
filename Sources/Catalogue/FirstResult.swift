package import Experiments
import PageProtocol
import Statistics
import Strategies
import Trial
import Workload

extension Experiment {
  /// Results taken as they complete, compared with results taken in order.
  package static let firstResult = Experiment(
    name: "first-result",
    section: .async,
    question: "How long until the first, half and all of the results are there, as they complete and in order?",
    strategies: [.threadPerPage, .threadPool, .callbacks, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(load: "n200-exponential100ms", metrics: [.timeToFirst, .timeToHalf, .timeToAll]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
    ],
    loads: { _, _ in
      [
        LoadSpec(
          name: "n200-exponential100ms", units: 200, concurrency: 200,
          pages: .drawn(.exponential(mean: .milliseconds(100))), connections: .reuse, sweeps: [SweepPoint(x: 200)])
      ]
    },
    predict: { situation in
      // All pages are requested at once, but one after another: each after the work for those before it.
      let completions = situation.workers.completions(of: situation.load.delays).enumerated().map { place, done in
        Double(place) * situation.secondsOfWorkPerPage + done
      }
      let times = ResultTimes(completions: completions)
      return Prediction(runtime: times.all, further: times.predictions)
    },
    furtherMetrics: { result, _ in
      let start = result.record.startMonotonicNanoseconds
      return ResultTimes(
        completions: result.rows.filter { $0.timesEnded > 0 }.map { Double($0.doneNanoseconds - start) / 1e9 }
      ).measurements
    },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("first (s)", .timeToFirst),
      SummaryColumn("half (s)", .timeToHalf),
      SummaryColumn("first, in order (s)", .timeToFirst, stat: ResultTimes.inOrder),
      SummaryColumn("half, in order (s)", .timeToHalf, stat: ResultTimes.inOrder),
    ],
    shows: [Metric.timeToFirst, .timeToHalf, .timeToAll].map {
      ShownNumber($0, stats: [Quantity.onlyStat, ResultTimes.inOrder])
    },
    explanation: """
      With every page in flight, a result is there as soon as its own page is. Taken as they complete, half of the \
      results are there after the median delay. Taken in order, each waits for all before it, and some of a hundred \
      pages are slow: half of the results then take as long as the slowest of these pages. The strategies differ \
      little; the order in which results are taken decides.
      """)
}

extension Metric {
  /// From the barrier to the first result, in seconds.
  package static let timeToFirst = Metric("time_to_first", unit: "s", verb: "took", "time to the first result")
  /// From the barrier until half of the results are there, in seconds.
  package static let timeToHalf = Metric("time_to_half", unit: "s", verb: "took", "time to half of the results")
  /// From the barrier until all results are there, in seconds.
  package static let timeToAll = Metric("time_to_all", unit: "s", verb: "took", "time to all results")
}

/// When results are there: as they complete, or in the units' order, in which each result waits for all before it.
struct ResultTimes {
  /// The stat of results taken in order; results taken as they complete have the stat `value`.
  static let inOrder = "in_order"

  private let asCompleted: [Double]
  private let inOrder: [Double]

  /// - Parameter completions: when each unit is done, in the units' order, in seconds from the barrier.
  init(completions: [Double]) {
    asCompleted = completions.sorted()
    var latest = 0.0
    inOrder = completions.map { done in
      latest = max(latest, done)
      return latest
    }
  }

  /// When the last result is there, in seconds from the barrier; 0 if there are none.
  var all: Double { asCompleted.last ?? 0 }

  /// The times as measured; empty if there are no results.
  var measurements: [Measurement] { measurements { $0 } }
  /// The same times as predictions.
  var predictions: [Measurement] { measurements(named: \.predicted) }

  private func measurements(named name: (Metric) -> Metric) -> [Measurement] {
    guard !asCompleted.isEmpty else { return [] }
    let count = asCompleted.count
    let places = [(Metric.timeToFirst, 0), (.timeToHalf, (count + 1) / 2 - 1), (.timeToAll, count - 1)]
    return places.flatMap { metric, place in
      [
        Measurement(name(metric), asCompleted[place], count: count),
        Measurement(name(metric), Self.inOrder, inOrder[place], count: count),
      ]
    }
  }
}
