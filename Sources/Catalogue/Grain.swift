package import Experiments
import Strategies
import TextFormats
import Trial

extension Experiment {
  /// The cost of distributing units of computing, from a microsecond to ten milliseconds each.
  package static let grain = Experiment(
    name: "grain",
    section: .parallelism,
    question: "How small can a unit of computing be before distributing it costs more than it gains?",
    strategies: [
      .sequential, .threadPool, .dispatch, .taskGroup, .eventLoop, .concurrentPerform, .taskGroupChunked,
    ],
    reference: .threadPool,
    headline: Headline(load: "g100us", metrics: [.runtime, .cpuPerUnit]),
    primaryContrasts: [
      Contrast(.dispatch, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.concurrentPerform, over: .dispatch),
      Contrast(.taskGroupChunked, over: .taskGroup),
      Contrast(.eventLoop, over: .threadPool),
    ],
    loads: { profile, machine in
      let grains: [Duration] =
        switch profile {
        case .quick: [.microseconds(1), .microseconds(100), .milliseconds(10)]
        case .standard:
          [.microseconds(1), .microseconds(10), .microseconds(100), .milliseconds(1), .milliseconds(10)]
        case .full:
          [
            .microseconds(1), .microseconds(2), .microseconds(5), .microseconds(10), .microseconds(20),
            .microseconds(50), .microseconds(100), .microseconds(300), .milliseconds(1), .milliseconds(3),
            .milliseconds(10),
          ]
        }
      return grains.map { grainLoad($0, isCoarsest: $0 == grains.last, profile, machine) }
    },
    predict: { situation in
      let units = Double(situation.load.spec.units)
      let seconds = (situation.computingSeconds + situation.handingOutSeconds) * units
      return Prediction(
        runtime: seconds / Double(situation.computingCores),
        further: [Measurement(.computingPredicted, situation.computingSeconds * units)],
        seen: situation.strategy == .dispatch ? seconds / Double(situation.computingCores) + units * 25e-6 : nil)
    },
    furtherMetrics: { result, _ in coresUsed(result) },
    estimates: { results in results.strategies.flatMap { breakEven(of: $0, results) } },
    ideal: .slowest,
    furtherColumns: [SummaryColumn("cores used", .coresUsed)],
    shows: [.coreTimePerUnit],
    explanation: """
      A unit taken from a counter costs an atomic addition, and so does each iteration of concurrentPerform. A block \
      or a child task is an object on the heap that is put into a queue, taken out by a pool thread, and freed; \
      whatever waits for its end is woken, and with at most c in flight each end starts the next one. If the pool's \
      thread has fallen asleep meanwhile, a futex(2) wakes it, which costs more than all the rest. The smallest units, \
      which end before the next one is queued, therefore pay most. Handing out units in chunks divides the cost by the \
      chunk's length. The answer to a unit that is too small is a larger unit, not another pool.
      """)

  private static func grainLoad(
    _ grain: Duration, isCoarsest: Bool, _ profile: Profile, _ machine: Machine
  ) -> LoadSpec {
    // Every block that is submitted to Dispatch may cost a wake-up, which takes twenty times as long as the smallest
    // unit.
    let most = profile == .quick ? 40_000 : 100_000
    let total = min((profile == .quick ? 0.08 : 0.2) * Double(machine.cores), 0.8)
    let computation = machine.computation(lasting: grain.seconds)
    let participants = Participants.only(
      Experiment.grain.strategies.filter { $0 != .sequential || isCoarsest },
      because: "runs only with the coarsest units")
    var load = LoadSpec(
      name: "g\(grain.text)", work: .compute(computation),
      units: min(most, max(1, Int((total / machine.seconds(of: computation)).rounded()))), concurrency: machine.cores,
      pages: .none, participants: participants, sweeps: [SweepPoint(x: machine.seconds(of: computation))])
    load.mostTurns = 10
    return load
  }

  /// The cost of distributing a unit, and the grain at which computing is nine tenths of a strategy's time.
  ///
  /// A unit takes a·g + h of a core: g is its computing as calibrated, a the slow-down of computing in this block, h
  /// the cost of distributing it. At g = 9·h ÷ a, nine tenths of that are computing. Each block gives one h and one a.
  private static func breakEven(of strategy: StrategyName, _ results: ExperimentResults) -> [Estimate] {
    var grains: [Int: [Double]] = [:]
    var coreSeconds: [Int: [Double]] = [:]
    for load in results.loads {
      guard let computation = load.work.computation else { continue }
      let cores = Double(results.machine.coresComputing(strategy, limit: load.concurrency))
      for (block, runtime) in results.valuesByBlock(of: .runtime, strategy, in: load) where runtime > 0 {
        grains[block, default: []].append(results.machine.seconds(of: computation))
        coreSeconds[block, default: []].append(cores * runtime / Double(load.units))
      }
    }
    let most = grains.values.map(\.count).max() ?? 0
    // A block that was added only for the headline load has a single grain.
    let prices = grains.keys.sorted().filter { grains[$0]?.count == most && most > 1 }
      .compactMap { UnitPrice(grains: grains[$0] ?? [], coreSeconds: coreSeconds[$0] ?? []) }
    return [
      .overBlocks(strategy, "handing_out", unit: "s", prices.map(\.handingOut), trialsPerBlock: most),
      .overBlocks(strategy, "break_even_grain", unit: "s", prices.map(\.breakEven), trialsPerBlock: most),
    ].compactMap { $0 }
  }
}

/// The line y = a·g + h through the core time of units. Least squares of relative errors, so that units of a
/// microsecond and of ten milliseconds have the same weight.
private struct UnitPrice {
  /// h, in seconds of a core; can be below 0 if it is smaller than the noise.
  let handingOut: Double
  /// 9·h ÷ a, in seconds.
  let breakEven: Double

  /// Nil if the points do not determine a rising line.
  ///
  /// - Parameters:
  ///   - grains: g, in seconds.
  ///   - coreSeconds: y, in seconds, in the same order.
  init?(grains: [Double], coreSeconds: [Double]) {
    var (one, grain, grainSquared, time, grainTime) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (g, y) in zip(grains, coreSeconds) {
      let weight = 1 / (y * y)
      one += weight
      grain += weight * g
      grainSquared += weight * g * g
      time += weight * y
      grainTime += weight * g * y
    }
    let determinant = one * grainSquared - grain * grain
    guard determinant > 0 else { return nil }
    let slope = (one * grainTime - grain * time) / determinant
    guard slope > 0 else { return nil }
    handingOut = (grainSquared * time - grain * grainTime) / determinant
    breakEven = 9 * handingOut / slope
  }
}

extension Metric {
  /// The expected computing of all units together, in seconds of one core.
  fileprivate static let computingPredicted = Metric("computing_predicted", unit: "s")
}

extension Experiment.Situation {
  /// The expected cost of distributing a unit, in seconds of one core.
  fileprivate var handingOutSeconds: Double {
    let cost = SpawnCost.elsewhere
    return switch strategy {
    case .sequential, .threadPool, .concurrentPerform, .taskGroupChunked: cost.record
    default: cost.record + cost.item
    }
  }
}

extension ShownNumber {
  /// Core time per unit: runtime × the cores that the strategy computes on ÷ units, in seconds.
  fileprivate static let coreTimePerUnit = ShownNumber(
    Metric("core_time_per_unit", unit: "s"), value: { trial, _ in trial.perUnit(coreTime(trial, trial[.runtime])) },
    predicted: { trial, _ in trial.perUnit(coreTime(trial, trial[.runtimePredicted])) })

  private static func coreTime(_ trial: ShownTrial, _ runtime: Double?) -> Double? {
    let cores = trial.machine.coresComputing(trial.strategy, limit: trial.load.concurrency)
    return runtime.map { $0 * Double(cores) }
  }
}
