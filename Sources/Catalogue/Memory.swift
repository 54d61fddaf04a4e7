package import Experiments
import HostSystem
import Strategies
import Trial

extension Experiment {
  /// The memory that a unit takes while it only waits.
  package static let memory = Experiment(
    name: "memory",
    section: .threads,
    question: "How much memory does a waiting unit take, and how many can wait at once?",
    strategies: [.threadPool, .callbacks, .taskGroup, .eventLoop],
    doesNotApply: [
      .sequential: "one unit waits at a time",
      .threadPerPage: "it uses the same threads as thread-pool",
      .dispatch: "no more units wait at once than its pool has threads (255)",
      .dispatchUnbounded: "no more units wait at once than its pool has threads (255)",
      .operationQueue: "no more units wait at once than its pool has threads (255)",
      .taskGroupBlocking: "its pool has one thread per core",
    ],
    reference: .threadPool,
    headline: Headline(load: "n10000", metrics: [.withKernel, .resident]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
      Contrast(.taskGroup, over: .eventLoop),
    ],
    loads: { profile, _ in
      let few = memoryLoad(units: 100)
      let usual = memoryLoad(units: 10_000)
      let many = memoryLoad(units: 100_000, participants: .tasks)
      let million = memoryLoad(units: 1_000_000, participants: .tasks, mostBlocks: 1)
      let most = memoryLoad(
        units: beyondTheLimit, name: "limit",
        participants: .only([.threadPool], because: "needs no thread per unit"),
        mostBlocks: 1)
      let touching = [4, 64].flatMap { kibibytes in
        [1000, 10_000].map { memoryLoad(units: $0, stackKiB: kibibytes, participants: .oneOfEach) }
      }
      let oneArena = memoryLoad(units: 10_000, arenas: 1, participants: .oneOfEach)
      switch profile {
      case .quick:
        // Ten thousand threads take more than a second to start.
        let once = memoryLoad(units: 10_000, mostBlocks: 1)
        return [few, once] + [1000, 3000].map { memoryLoad(units: $0, stackKiB: 64, participants: .oneOfEach) }
      case .standard:
        return [few, memoryLoad(units: 1000), usual, many, million, most] + touching + [oneArena]
      case .full:
        let more = [300, 1000, 3000, 30_000].map { memoryLoad(units: $0) }
        let hundredThousands = [many, memoryLoad(units: 300_000, participants: .tasks)]
        return [few] + more + [usual] + hundredThousands + [million, most] + touching + [oneArena]
      }
    },
    predict: { situation in
      let units = Double(situation.load.spec.units)
      let isThread = situation.strategy.waiting == .blockedThread
      let cost = isThread ? SpawnCost.elsewhere.thread : SpawnCost.elsewhere.item
      let bytes = isThread ? HeldUnit.thread(situation.load.spec.stackBytes) : HeldUnit.task
      return Prediction(
        runtime: units * cost,
        further: [
          Measurement(Metric.resident.predicted, units * bytes),
          Measurement(Metric.withKernel.predicted, units * (bytes + (isThread ? HeldUnit.kernelPerThread : 0))),
        ],
        seen: situation.secondsSeenHolding)
    },
    furtherMetrics: { result, _ in
      guard let heldMemory = result.heldMemory else { return [] }
      let waiting = Measurement(.unitsWaiting, Double(heldMemory.unitsWaiting))
      // If threads were refused, their number is known, but not when all others were waiting.
      guard heldMemory.unitsWaiting == result.record.unitsEnded else { return [waiting] }
      let (before, during) = (heldMemory.before, heldMemory.during)
      func bytes(_ metric: Metric, _ field: KeyPath<MemoryReading, Int>) -> Measurement {
        Measurement(
          metric, Double(during[keyPath: field] - before[keyPath: field]) * 1024, count: heldMemory.unitsWaiting)
      }
      let kibibytes = [\MemoryReading.residentKiB, \.pageTablesKiB, \.kernelStacksKiB].reduce(0) { sum, field in
        sum + during[keyPath: field] - before[keyPath: field]
      }
      return [
        Measurement(.withKernel, Double(kibibytes) * 1024, count: heldMemory.unitsWaiting),
        bytes(.resident, \.residentKiB), bytes(.proportional, \.proportionalKiB), bytes(.pageTables, \.pageTablesKiB),
        bytes(.kernelStacks, \.kernelStacksKiB), waiting,
        Measurement(
          .residentPerUnit,
          Double(during.residentKiB - before.residentKiB) * 1024 / Double(max(1, heldMemory.unitsWaiting))),
      ]
    },
    estimates: { $0.slopes(of: [.withKernel, .resident, .proportional, .pageTables, .kernelStacks]) },
    ideal: .delay,
    furtherColumns: [
      SummaryColumn("waiting", .unitsWaiting), SummaryColumn("RSS per unit (B)", .residentPerUnit),
    ],
    shows: [ShownNumber(.resident), ShownNumber(.residentPerUnit), ShownNumber(.unitsWaiting)],
    explanation: """
      A waiting thread has a stack, of which the kernel provides the 4 KiB pages that were touched, a thread control \
      block in it, and 16 KiB of kernel stack that no process is charged for. Each stack is a mapping with a guard \
      page, and eight stacks of 256 KiB need a page table of 4 KiB. A waiting task is an object on the heap, with a \
      frame that holds what is needed after the await, and a continuation in a list. A stack page that was used stays \
      with its thread for the thread's life; a task borrows the stack of a pool thread, which the next task uses \
      again. The limit for threads is not memory but the number of process ids (pid_max), of mappings (max_map_count, \
      two per thread) or of threads (threads-max). Foundation does not report that a thread was refused, so threads \
      are counted as they begin.
      """)

  /// More threads than a process gets with the usual settings of Linux, but not too many for the kernel's memory.
  private static let beyondTheLimit = 40_000

  private static func memoryLoad(
    units: Int, name: String? = nil, stackKiB: Int = 0, arenas: Int? = nil, participants: Participants? = nil,
    mostBlocks: Int = .max
  ) -> LoadSpec {
    let family = name ?? (stackKiB > 0 ? "stack\(stackKiB)KiB" : arenas.map { "arenas\($0)" } ?? "")
    return LoadSpec(
      name: name ?? "n\(units)" + (family.isEmpty ? "" : "-\(family)"), work: .hold(stackBytes: stackKiB << 10),
      units: units, concurrency: units, pages: .none,
      participants: participants, environment: arenas.map { ["MALLOC_ARENA_MAX": "\($0)"] } ?? [:],
      mostBlocks: mostBlocks,
      sweeps: [SweepPoint(family, x: units)])
  }
}

/// The expected resident memory of a waiting unit, in bytes.
enum HeldUnit {
  private static let page = 4096.0
  /// A task of Rust on another machine (github.com/jimblandy/context-switch).
  static let task = 0.4 * 1024

  /// A kernel stack of 16 KiB, and the eighth of a page table of 4 KiB that a stack of 256 KiB takes.
  static let kernelPerThread = 16.0 * 1024 + 4096 / 8

  /// The pages of a thread's stack: two for starting, waiting and the thread control block, and those that the unit
  /// uses.
  static func thread(_ stackBytes: Int) -> Double { 2 * page + Double(stackBytes) }
}

extension Experiment.Situation {
  /// The runtime as it was on two cores, in seconds, until all units have waited and ended.
  fileprivate var secondsSeenHolding: Double {
    let units = load.spec.units
    switch strategy {
    case .callbacks: return Double(units) * 0.8e-6
    case .threadPool:
      // If threads are refused, it takes a while until the worker stops waiting for them.
      let refusal = units > 32_000 ? 8.0 : 0
      return Double(units) * (130e-6 + Double(load.spec.stackBytes) * 1.8e-9) + refusal
    default: return Double(units) * 4.5e-6
    }
  }
}

extension Participants {
  /// Strategies whose waiting units have no thread.
  fileprivate static let tasks = Participants.only(
    [.callbacks, .taskGroup, .eventLoop], because: "the system does not allow that many threads")
  /// One strategy with threads, one with tasks.
  fileprivate static let oneOfEach = Participants.only(
    [.threadPool, .taskGroup], because: "one strategy with threads and one with tasks are enough")
}

extension LoadSpec {
  /// The stack that a unit uses before it waits, in bytes.
  fileprivate var stackBytes: Int {
    if case .hold(let stackBytes) = work { stackBytes } else { 0 }
  }
}

// Differences between the moment when all units wait and the barrier.
extension Metric {
  /// Added resident memory, page tables and kernel stacks, in bytes: all that the machine gives for the units.
  package static let withKernel = Metric(
    "memory_with_kernel", unit: "B", verb: "held", "memory, kernel stacks and page tables included")
  /// Added resident memory of the worker (RSS), in bytes.
  package static let resident = Metric("rss", unit: "B", verb: "held", "resident memory (RSS)")
  /// Added resident memory ÷ waiting units, in bytes.
  package static let residentPerUnit = Metric("rss_per_unit", unit: "B")
  /// Added proportional memory of the worker (PSS), in bytes: memory that processes share is divided among them.
  package static let proportional = Metric("pss", unit: "B", verb: "held", "proportional memory (PSS)")
  /// Added page tables of the worker, in bytes.
  package static let pageTables = Metric("page_tables", unit: "B")
  /// Added kernel stacks of the whole machine, in bytes; Linux does not report them per process.
  package static let kernelStacks = Metric("kernel_stacks", unit: "B")
  /// Units that waited at that moment; fewer than all if the system refused threads.
  package static let unitsWaiting = Metric("units_waiting", unit: "1")
}
