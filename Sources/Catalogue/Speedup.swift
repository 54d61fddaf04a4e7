package import Experiments
import Statistics
import Strategies
import Trial
import Workload

extension Experiment {
  /// The same computing with more and more workers.
  package static let speedup = Experiment(
    name: "speedup",
    section: .parallelism,
    question: "How much faster is the same computing with more workers?",
    strategies: [.sequential, .threadPool, .dispatch, .concurrentPerform, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(load: "wP", metrics: [.runtime, .coresUsed]),
    primaryContrasts: [
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.dispatch, over: .threadPool),
      Contrast(.concurrentPerform, over: .threadPool),
    ],
    loads: { profile, machine in
      let multiples: [Double] =
        switch profile {
        case .quick: [0, 1, 4]
        case .standard: [0, 0.5, 1, 1.5, 2, 3, 4]
        case .full: [0, 0.125, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4]
        }
      let sweep = machine.workers(multiples).map { speedupLoad(workers: $0, profile, machine) }
      if profile == .quick { return sweep }
      // The same results, computed with a thousand small allocations per unit.
      let allocating = machine.workers([0, 1]).map { speedupLoad(workers: $0, profile, machine, allocates: true) }
      return sweep + allocating
    },
    predict: { Prediction(runtime: $0.computingMakespan) },
    furtherMetrics: { result, _ in coresUsed(result) },
    estimates: { results in
      results.strategies.flatMap { speedupEstimates($0, results) }
    },
    ideal: .slowest,
    furtherColumns: [SummaryColumn("cores used", .coresUsed)],
    shows: [.coresUsedOfSpeedup, .speedup, .timePerUnit],
    explanation: """
      Only threads that the kernel runs on different cores compute at the same time. The pools have one thread per \
      core, a thread pool as many as it is given, and the kernel's scheduler spreads either over the cores. An event \
      loop is one thread, so its tasks take turns, whatever their number: it overlaps waiting, not computing. Beyond P \
      workers there is no core left. What is missing from P at P workers is the time to wake the first and to wait for \
      the last worker, the lower clock of a core while its neighbours compute, and, where two of the kernel's cores \
      are two threads of one physical core, what these take from each other. A unit that allocates shares malloc(3) \
      with all others: glibc gives every thread a cache and an arena, up to eight arenas per core, so threads seldom \
      meet there.
      """)

  /// The computing of a unit, in seconds of one core: so long that distributing units costs next to nothing.
  private static let speedupUnitSeconds = 1e-3

  private static func speedupLoad(
    workers: Int, _ profile: Profile, _ machine: Machine, allocates: Bool = false
  ) -> LoadSpec {
    // The work is the same for every number of workers, so it must not be too much for one.
    let perCore = profile == .quick ? 0.12 : 0.25
    let total = min(perCore * Double(machine.cores), 0.5 * profile.longestTrialSeconds)
    var strategies: [StrategyName] = [.threadPool, .dispatch, .taskGroup, .eventLoop]
    if allocates { strategies = workers == 1 ? [.sequential, .threadPool] : [.threadPool, .taskGroup] }
    if workers == 1 && !allocates { strategies.insert(.sequential, at: 0) }
    // It always uses all cores.
    if workers == machine.cores && !allocates { strategies.append(.concurrentPerform) }
    let computation = machine.computation(lasting: speedupUnitSeconds, allocates: allocates)
    let units = total / speedupUnitSeconds / (allocates ? Machine.allocatingFactor : 1)
    var load = LoadSpec(
      name: (workers == machine.cores ? "wP" : "w\(workers)") + (allocates ? "-allocating" : ""),
      work: .compute(computation), units: max(1, Int(units)), concurrency: workers, pages: .none,
      participants: .only(
        strategies,
        because: allocates
          ? "one strategy of each kind is enough" : "its number of workers is fixed, so it runs once"),
      sweeps: [SweepPoint(allocates ? "allocating" : "", x: workers)])
    load.mostTurns = 10
    // Speed-ups are ratios to it.
    load.isRepeatedAsHeadline = workers == 1 && !allocates
    return load
  }

  /// The parameters of Amdahl's law and of Gunther's universal scalability law, fitted to the trials of one strategy.
  ///
  /// Only up to P workers: beyond that, cores are missing, and the laws would attribute that to serial work. If there
  /// are only as many numbers of workers as a law has parameters, its curve goes through all points, and values have no
  /// interval.
  private static func speedupEstimates(_ strategy: StrategyName, _ results: ExperimentResults) -> [Estimate] {
    var workers: [Double] = []
    var throughput: [Double] = []
    for load in results.loads
    where load.work.computation?.allocates == false && load.concurrency <= results.machine.cores {
      for runtime in results.values(of: .runtime, strategy, in: load) where runtime > 0 {
        workers.append(Double(load.concurrency))
        throughput.append(Double(load.units) / runtime)
      }
    }
    let places = Set(workers).count
    func estimate(_ name: String, unit: String, _ parameter: FittedParameter, of parameters: Int) -> Estimate {
      let interval = places > parameters ? parameter.interval() : nil
      return Estimate(
        strategy, name, unit: unit, parameter.estimate, low: interval?.lower, high: interval?.upper,
        trials: workers.count)
    }
    var estimates: [Estimate] = []
    if let amdahl = try? ScalabilityFit.amdahl(workers: workers, throughput: throughput) {
      estimates.append(estimate("amdahl_single", unit: "1/s", amdahl.single, of: 2))
      estimates.append(estimate("amdahl_serial", unit: "1", amdahl.contention, of: 2))
    }
    // It fails with fewer than three numbers of workers.
    if let universal = try? ScalabilityFit.universal(workers: workers, throughput: throughput),
      let coherency = universal.coherency
    {
      estimates.append(estimate("usl_single", unit: "1/s", universal.single, of: 3))
      estimates.append(estimate("usl_contention", unit: "1", universal.contention, of: 3))
      estimates.append(estimate("usl_coherency", unit: "1", coherency, of: 3))
    }
    return estimates
  }
}

extension ShownNumber {
  /// The runtime of one thread that does everything ÷ that of the trial.
  fileprivate static let speedup = ShownNumber(
    Metric("speedup", unit: "1", moreIsBetter: true),
    value: { trial, _ in ratio(trial.alone(.runtime), trial[.runtime]) },
    predicted: { trial, _ in ratio(trial.alone(.runtimePredicted), trial[.runtimePredicted]) })

  /// A strategy is predicted to use as many cores as it is predicted to be times faster.
  fileprivate static let coresUsedOfSpeedup = ShownNumber(.coresUsed, predicted: speedup.predicted)

  private static func ratio(_ alone: Double?, _ runtime: Double?) -> Double? {
    guard let alone, let runtime, runtime > 0 else { return nil }
    return alone / runtime
  }
}
