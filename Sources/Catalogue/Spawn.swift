package import Experiments
import Strategies
import Trial

extension Experiment {
  /// The cost of starting and ending a unit that does nothing.
  package static let spawn = Experiment(
    name: "spawn",
    section: .threads,
    question: "What does it cost to start a unit of work and to learn that it has ended?",
    strategies: [.threadPerPage, .threadPool, .dispatch, .operationQueue, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(load: "n10000", metrics: [.runtime, .cpuPerUnit]),
    primaryContrasts: [
      Contrast(.threadPerPage, over: .threadPool),
      Contrast(.dispatch, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.operationQueue, over: .dispatch),
      Contrast(.eventLoop, over: .taskGroup),
    ],
    loads: { profile, _ in
      let counts =
        switch profile {
        case .quick: [100, 10_000, 100_000]
        case .standard: [100, 1000, 10_000, 100_000, 1_000_000]
        case .full: [100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
        }
      return counts.map(spawnLoad)
    },
    predict: { situation in
      let units = situation.load.spec.units
      let cost = SpawnCost.elsewhere
      // Strategies on a pool start at most one thread per core, and a task or a block per unit.
      let (threads, items) =
        switch situation.strategy.traits.home {
        case .threads: (situation.strategy == .threadPerPage ? units : situation.workers.initial, 0)
        case .loop: (0, units)
        case .dispatch, .cooperativePool: (min(units, situation.machine.poolWidth), units)
        }
      let seen = SpawnCost(
        thread: 49e-6, item: situation.strategy == .operationQueue ? 6.7e-6 : 1.1e-6, record: cost.record)
      return Prediction(
        runtime: cost.seconds(threads: threads, items: items, units: units),
        seen: seen.seconds(threads: threads, items: items, units: units))
    },
    ideal: .delay,
    shows: [.timePerUnit, .switchesPerUnit],
    explanation: """
      The kernel makes a thread: clone(2) copies a task structure, mmap(2) and mprotect(2) make a stack and its guard \
      page, the scheduler puts the thread on a run queue, and a futex reports its end. A task or a block is an object \
      on the heap in a queue, and existing threads take it from there; as long as they find work, no system call is \
      made. So a thread per unit costs tens of microseconds and a task one or two. A pool of threads that take units \
      from a counter pays for its c threads once, and almost nothing per unit. An Operation is a block with an object \
      around it that reports each of its states to observers, behind locks, which is measurable.
      """)

  /// Low, so that starting units is measured and not keeping them.
  private static let spawnLimit = 64

  private static func spawnLoad(units: Int) -> LoadSpec {
    let reason = "takes too long with this many units"
    let participants: Participants? =
      switch units {
      case 0...10_000: nil
      case 0...100_000: .only([.threadPool, .dispatch, .operationQueue, .taskGroup, .eventLoop], because: reason)
      default: .only([.threadPool, .dispatch, .taskGroup, .eventLoop], because: reason)
      }
    return LoadSpec(
      name: "n\(units)", work: .nothing, units: units, concurrency: spawnLimit, pages: .none,
      participants: participants, mostBlocks: units < 1_000_000 ? .max : 2, sweeps: [SweepPoint(x: units)])
  }
}
