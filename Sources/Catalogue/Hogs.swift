package import Experiments
import Strategies
import Trial
import Workload

extension Experiment {
  /// How late a tiny unit is beside units that compute.
  package static let hogs = Experiment(
    name: "hogs",
    section: .threads,
    question: "Some units only compute: how late does everything else run?",
    strategies: [.threadPool, .dispatch, .callbacks, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(
      load: "h4p-q100ms", quantities: [Quantity(.lateHome, stat: "max"), Quantity(.lateHome, stat: "p50")]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .taskGroup),
    ],
    loads: { profile, machine in
      let many = 4 * machine.cores
      let grid: [(name: String, hogs: Int, milliseconds: Int)] =
        profile == .quick
        ? [("4p", many, 10), ("4p", many, 100)]
        : [("1p", machine.cores, 100), ("4p", many, 1), ("4p", many, 10), ("4p", many, 100)]
      var plain = grid.map { hogLoad("h\($0.name)-q\($0.milliseconds)ms", $0.hogs, $0.milliseconds, on: machine) }
      if profile == .quick { plain[1].mostBlocks = 1 }
      let yielding = hogLoad(
        "h4p-q100ms-yield", many, 100, slices: 100,
        participants: .only([.taskGroup, .eventLoop], because: "only tasks can yield"), on: machine)
      return [idleLoad()] + plain + [yielding]
    },
    predict: { situation in
      let stall = situation.longestLateness
      return Prediction(
        runtime: situation.hogMakespan, further: [Measurement(Metric.lateHome.predicted, "max", stall)])
    },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("latest beat (s)", .lateHome, stat: "max"),
      SummaryColumn("lateness, median (s)", .lateHome, stat: "p50"),
      SummaryColumn("median of a probe that waits (s)", .lateHomeReply, stat: "p50"),
    ],
    shows: [
      .lateness(.lateHome, stats: ["p50", "max"]), .lateness(.lateHomeReply, stats: ["p50", "max"]),
    ],
    explanation: """
      The kernel shares a core among runnable threads in slices of a few milliseconds (EEVDF) and prefers a thread \
      that has slept. Beside computing threads, a heartbeat is therefore late by little more than a slice, however \
      long they compute. Tasks, Dispatch blocks and callbacks have run queues of their own without preemption: with H \
      units of q on W threads, the last in the queue waits for H × q ÷ W, on an event loop for H × q. `Task.yield()` \
      puts a task at the end of the queue, so others wait for a piece of each unit instead of all of it. A probe that \
      waits for its reply before it sends the next request hardly shows this: while everything is late it sends one \
      request, and afterwards many that are on time. That is coordinated omission.
      """)

  /// No unit computes: shows the lateness of the heartbeat itself.
  private static func idleLoad() -> LoadSpec {
    hogLoad("h0", "none", work: .wait(seconds: 0.2), 1)
  }

  private static func hogLoad(
    _ name: String, _ hogs: Int, _ milliseconds: Int, slices: Int? = nil, participants: Participants? = nil,
    on machine: Machine
  ) -> LoadSpec {
    var computation = machine.computation(lasting: Double(milliseconds) / 1e3)
    computation.slices = slices
    let circumstance = "\(hogs / machine.cores) per core × \(milliseconds) ms" + (slices == nil ? "" : "; yielding")
    return hogLoad(name, circumstance, work: .compute(computation), hogs, participants: participants)
  }

  private static func hogLoad(
    _ name: String, _ circumstance: String, work: TrialPlan.Work, _ hogs: Int, participants: Participants? = nil
  ) -> LoadSpec {
    var load = LoadSpec(
      name: name, work: work, units: hogs, concurrency: hogs, pages: .none, participants: participants)
    // The loads have no common axis: the chart has one row per load, in this order.
    load.sweeps = [SweepPoint(circumstance, x: 1 + (chartRows.firstIndex(of: name) ?? chartRows.count))]
    // Both heartbeats go on after the hogs, as a probe in production would: most beats of the one that waits for
    // replies are sent then, which is why its median is wrong.
    load.heartbeats = [.init(.home, .schedule, tail: hogTail), .init(.home, .reply, tail: hogTail)]
    return load
  }

  fileprivate static let hogTail = 0.25

  private static let chartRows = ["h0", "h1p-q100ms", "h4p-q1ms", "h4p-q10ms", "h4p-q100ms", "h4p-q100ms-yield"]
}

extension Metric {
  /// Lateness of a heartbeat that runs where the strategy runs its units: from due to begun, in seconds.
  package static let lateHome = HeartbeatMetrics.metric(.init(.home))
  /// The same of a heartbeat that sends a beat only after the one before it has run.
  package static let lateHomeReply = HeartbeatMetrics.metric(.init(.home, .reply))
}

extension Experiment.Situation {
  /// The number of threads that the hogs compute on at once.
  private var computingThreads: Int {
    switch strategy.traits.home {
    case .loop: 1
    case .cooperativePool: min(machine.poolWidth, load.spec.units)
    case .threads, .dispatch: workers.initial
    }
  }

  /// Until all hogs are done, on as many cores as they have threads, in seconds.
  fileprivate var hogMakespan: Double {
    if case .wait(let seconds) = load.spec.work { return seconds }
    let cores = min(computingThreads, machine.cores)
    return Double((load.spec.units + cores - 1) / cores) * computingSeconds * machine.slowDown(computingOn: cores)
  }

  /// The lateness of a beat that is due when all hogs have just begun, in seconds.
  fileprivate var longestLateness: Double {
    guard let computation = load.spec.work.computation else { return 0 }
    // Threads are preempted after a slice.
    if strategy.traits.home == .threads { return min(Self.schedulerSlice, computingSeconds) }
    // Units before it in the queue run one piece each if they yield, else all of it.
    return hogMakespan / Double(computation.slices ?? 1)
  }

  /// The longest time, in seconds, that EEVDF lets a thread run while another is runnable: `base_slice_ns` is 2.8 ms on
  /// two or more cores, and the tick that ends the slice may be 4 ms late.
  private static let schedulerSlice = 6.8e-3
}
