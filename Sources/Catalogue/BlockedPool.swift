package import Experiments
import Statistics
import Strategies
import TextFormats
import Trial
import Workload

extension Experiment {
  /// Units block the threads of a pool: their own runtime, and the lateness of everything else on the pool.
  package static let blockedPool = Experiment(
    name: "blocked-pool",
    section: .threads,
    question: "Units block the threads they run on: how long do they take, and how late is everything else?",
    strategies: [.threadPool, .dispatch, .operationQueue, .taskGroup, .taskGroupBlocking],
    doesNotApply: [
      .callbacks: "a callback must not block the loop's only thread",
      .eventLoop: "a task must not block the loop's only thread",
    ],
    reference: .threadPool,
    headline: Headline(
      load: "16w-d50ms", quantities: [Quantity(.runtime), Quantity(.lateTask, stat: "max")]),
    primaryContrasts: [
      Contrast(.taskGroupBlocking, over: .threadPool),
      Contrast(.dispatch, over: .threadPool),
      Contrast(.taskGroupBlocking, over: .taskGroup),
    ],
    loads: { profile, machine in
      let short = Duration.milliseconds(50)
      let long = Duration.milliseconds(500)
      if profile == .quick {
        let slow = blockedLoad(
          4, for: long, machine,
          participants: .only(
            [.threadPool, .dispatch, .taskGroupBlocking], because: "the quick profile runs one strategy of each kind"))
        return [1, 4, 16].map { blockedLoad($0, for: short, machine, mostBlocks: 1) }
          + [slow, deadlockLoad(machine), operationsLoad(machine)]
      }
      // Loads that sleep for seconds take long and hardly vary.
      let (few, fewest) = profile == .standard ? (2, 1) : (.max, .max)
      return [0.5, 1, 4, 16].map { blockedLoad($0, for: short, machine) } + [
        blockedLoad(64, for: short, machine, mostBlocks: few), blockedLoad(4, for: long, machine, mostBlocks: few),
        blockedLoad(16, for: long, machine, mostBlocks: fewest), deadlockLoad(machine), operationsLoad(machine),
      ]
    },
    predict: { situation in
      let runtime = situation.blockedMakespan
      let sharesPool = situation.strategy.blocksCorePool
      return Prediction(
        runtime: runtime,
        further: [Measurement(Metric.lateTask.predicted, "max", sharesPool ? runtime : 0)])
    },
    furtherMetrics: { result, _ in
      let faults = result.record.faults[Fault.deadlock.name] ?? 0
      return [Measurement(.deadlocked, faults > 0 ? 1 : 0, count: result.record.unitsEnded)]
        + result.threadsOverTime(every: threadsSampledEvery)
    },
    estimates: outcomes,
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("task late (s)", .lateTask, stat: "max"),
      SummaryColumn("block late (s)", .lateDispatch, stat: "max"),
      SummaryColumn("thread late (s)", .lateThread, stat: "max"),
    ],
    shows: [
      ShownNumber(.runtime, isLowerBound: { trial, _ in trial[.deadlocked] == 1 }),
      .lateness(.lateTask, stats: ["max"]), .lateness(.lateDispatch, stats: ["max"]),
      .lateness(.lateThread, stats: ["max"]),
      ShownNumber(
        .threadsThen, stats: stride(from: 0, through: 30, by: threadsSampledEvery).map { Duration.seconds($0).text }),
    ],
    explanation: """
      The pool of Swift's tasks has one thread per core and never more, because tasks are expected to suspend instead \
      of blocking. If they block, a unit waits for a thread: N units take N ÷ W times as long, and every other task is \
      queued behind them. On Linux the threads belong to libdispatch, which also runs Dispatch's blocks on them: \
      blocked blocks delay tasks just as long, and a block beside blocked tasks waits until one of them ends. A thread \
      of its own is not delayed. libdispatch lets a pool grow if all its threads block: once per second, and for the \
      first time when the pool is first used, its monitor reads in /proc which threads run, and adds one. Where units \
      wait for others that are queued behind them, that thread ends the deadlock of Dispatch, up to a second late; \
      tasks wait without end. A task that suspends gives its thread back, and none of this happens.
      """)

  private static func blockedLoad(
    _ share: Double, for duration: Duration, _ machine: Machine, participants: Participants? = nil,
    mostBlocks: Int = .max
  ) -> LoadSpec {
    let units = max(1, Int(share * Double(machine.poolWidth)))
    var load = LoadSpec(
      name: "\(share < 1 ? "half" : "\(Int(share))")w-d\(duration.text)", work: .wait(seconds: duration.seconds),
      units: units, concurrency: units, pages: .none, participants: participants, mostBlocks: mostBlocks,
      // Charts have one sweep per load for threads over time, and one over loads for runtimes.
      sweeps: [SweepPoint(duration < .milliseconds(500) ? duration.text : "\(duration.text) \(share.csv)W", x: share)])
    load.heartbeats = TrialPlan.Heartbeat.everywhere
    return load
  }

  /// W units that wait for W other units, which are queued behind them.
  private static func deadlockLoad(_ machine: Machine) -> LoadSpec {
    let units = 2 * machine.poolWidth
    var load = LoadSpec(
      name: "deadlock", work: .handOff(watchdogSeconds: watchdogSeconds), units: units, concurrency: units,
      pages: .none,
      participants: .only(
        [.threadPool, .dispatch, .operationQueue, .taskGroupBlocking],
        because: "its units suspend and hold no thread"),
      sweeps: [SweepPoint("deadlock", x: 2)])
    load.heartbeats = TrialPlan.Heartbeat.everywhere
    return load
  }

  /// The same with an OperationQueue only, which has two outcomes: repeated, so that each is seen.
  private static func operationsLoad(_ machine: Machine) -> LoadSpec {
    var load = deadlockLoad(machine)
    load.name = "deadlock-operations"
    load.participants = .only([.operationQueue], because: "the load deadlock has it")
    load.sweeps = []
    load.isRepeatedAsHeadline = true
    return load
  }

  /// How an OperationQueue ends the deadlock: at once, because it has another thread at hand, or about a second later,
  /// when libdispatch's monitor adds one. The share of late trials, and the median runtime of each kind.
  private static func outcomes(_ results: ExperimentResults) -> [Estimate] {
    let runtimes = results.loads.filter { $0.name.hasPrefix("deadlock") }
      .flatMap { results.values(of: .runtime, .operationQueue, in: $0) }
    let late = runtimes.filter { $0 > lateAfter }
    guard let share = Proportion(late.count, of: runtimes.count) else { return [] }
    let interval = share.interval()
    func estimate(
      _ name: String, _ unit: String, _ value: Double, low: Double? = nil, high: Double? = nil, _ trials: Int
    )
      -> Estimate
    {
      Estimate(.operationQueue, load: "deadlock", name, unit: unit, value, low: low, high: high, trials: trials)
    }
    let early = runtimes.filter { $0 <= lateAfter }
    return [
      estimate("late_share", "1", share.value, low: interval?.lower, high: interval?.upper, runtimes.count)
    ]
      + [("runtime_early", early), ("runtime_late", late)].compactMap { name, values in
        median(of: values).map { estimate(name, "s", $0, values.count) }
      }
  }

  /// Between the two outcomes, in seconds.
  private static let lateAfter = 0.2

  /// The time between two values of ``Metric/threadsThen``, in seconds.
  fileprivate static let threadsSampledEvery = 0.25

  /// When the watchdog ends a deadlock: later than libdispatch's monitor, which adds a thread after a second.
  fileprivate static let watchdogSeconds = 2.0
}

extension TrialPlan.Heartbeat {
  fileprivate static let everywhere = [Self(.task), Self(.dispatch), Self(.thread)]
}

extension Metric {
  /// Lateness of a heartbeat that is a task on the default pool: from due to begun, in seconds.
  package static let lateTask = HeartbeatMetrics.metric(.init(.task))
  /// Lateness of a heartbeat that is a block on Dispatch's global queue: from due to begun, in seconds.
  package static let lateDispatch = HeartbeatMetrics.metric(.init(.dispatch))
  /// Lateness of a heartbeat on its own thread: from due to begun, in seconds.
  package static let lateThread = HeartbeatMetrics.metric(.init(.thread))
  /// 1 if the watchdog ended the trial, so that its runtime is a lower bound; else 0.
  package static let deadlocked = Metric("deadlocked", unit: "1")
  /// The worker's threads at a time after the barrier; that time is the stat, such as `250ms`.
  package static let threadsThen = Metric("threads_then", unit: "1")
}

extension Experiment.Situation {
  /// Until the last unit has slept on a thread, in seconds.
  fileprivate var blockedMakespan: Double {
    let units = load.spec.units
    switch load.spec.work {
    case .wait(let seconds): return workers.makespan(of: [Double](repeating: seconds, count: units))
    case .handOff(let watchdog):
      // There are threads for all units, or libdispatch's monitor adds one after a second, or the watchdog ends the
      // trial.
      if workers.initial >= units { return 0 }
      return workers.most > workers.initial ? 1 : watchdog
    default: return 0
    }
  }
}

extension TrialResult {
  /// ``Metric/threadsThen``: the last sample before each time, up to the end of the trial.
  fileprivate func threadsOverTime(every seconds: Double) -> [Measurement] {
    let end = Double(record.runtimeNanoseconds) / 1e9
    return stride(from: 0, through: end, by: seconds).compactMap { time in
      guard let sample = threadSamples.last(where: { $0.seconds <= time + 0.02 }) else { return nil }
      return Measurement(.threadsThen, Duration.seconds(time).text, Double(sample.threads))
    }
  }
}
