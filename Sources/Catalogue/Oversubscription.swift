package import Experiments
import Strategies
import Trial

extension Experiment {
  /// Many more computing workers than cores.
  package static let oversubscription = Experiment(
    name: "oversubscription",
    section: .parallelism,
    question: "What does it cost to have many more computing workers than cores?",
    strategies: [.threadPerPage, .threadPool, .dispatch, .taskGroup],
    reference: .threadPool,
    headline: Headline(
      load: "w16P",
      quantities: [Quantity(.throughput), Quantity(.latency, stat: "max"), Quantity(.switchesInvoluntary)]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.dispatch, over: .threadPool),
      Contrast(.threadPerPage, over: .threadPool),
    ],
    loads: { profile, machine in
      let multiples: [Int] =
        switch profile {
        case .quick: [1, 16, 64]
        case .standard: [1, 4, 16, 64]
        case .full: [1, 2, 4, 8, 16, 32, 64]
        }
      let sweep = multiples.map { ("w\($0 == 1 ? "" : "\($0)")P", $0 * machine.cores) }
      let single = profile == .quick || machine.cores == 1 ? [] : [("w1", 1)]
      let units = (profile == .quick ? 64 : 128) * machine.cores
      return (single + sweep).map { name, workers in
        LoadSpec(
          name: name, work: .compute(machine.computation(lasting: oversubscriptionUnitSeconds)), units: units,
          concurrency: workers, pages: .none, sweeps: [SweepPoint(x: workers)])
      }
    },
    predict: { situation in
      Prediction(
        runtime: situation.computingMakespan, further: [Measurement(Metric.slowest.predicted, situation.worstUnit)])
    },
    furtherMetrics: { result, _ in coresUsed(result) },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("slowest unit (s)", .latency, stat: "max"), SummaryColumn("involuntary", .switchesInvoluntary),
    ],
    shows: [
      .throughput, ShownNumber(.latency, stats: ["max"], predicted: { trial, _ in trial[Metric.slowest.predicted] }),
      .involuntarySwitchesPerUnit,
    ],
    explanation: """
      The cores do the same work however many threads there are, so throughput hardly changes: a switch takes the \
      kernel a few microseconds, and its scheduler grants slices of a few milliseconds. The single unit pays: c \
      runnable threads share P cores evenly (the kernel's fair scheduler, EEVDF), each is interrupted again and again, \
      and a unit that needs g of a core takes g · c ÷ P. The pools of libdispatch and of Swift's tasks have one thread \
      per core, so further units wait in a queue before they begin instead of in the kernel's run queue afterwards; \
      once begun, a unit has its core to itself.
      """)

  /// The computing of a unit, in seconds of one core.
  private static let oversubscriptionUnitSeconds = 2e-3
}

extension Experiment.Situation {
  /// The duration of a unit that shares the cores with all other workers, in seconds.
  fileprivate var worstUnit: Double {
    switch strategy.traits.home {
    case .threads:
      computingSeconds * max(1, Double(min(load.spec.concurrency, load.spec.units)) / Double(machine.cores))
    case .dispatch, .cooperativePool, .loop: computingSeconds
    }
  }
}
