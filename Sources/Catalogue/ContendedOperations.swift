package import Experiments
import Statistics
import Strategies
import TextFormats
import Trial
import Workload

extension Experiment {
  /// The cost of mutual exclusion, and how evenly workers get their turns.
  package static let contention = Experiment(
    name: "contention",
    section: .threads,
    question: "What does an operation cost that all workers attempt at once, and how fair is it?",
    strategies: [.threadPool, .taskGroup],
    doesNotApply: [
      .sequential: "one worker alone has no contention",
      .callbacks: "one thread alone has no contention",
      .eventLoop: "one thread alone has no contention",
      .dispatch: "it has no more blocked workers than its pool has threads",
      .dispatchUnbounded: "it has no more blocked workers than its pool has threads",
      .operationQueue: "it has no more blocked workers than its pool has threads",
      .threadPerPage: "it uses the same threads as thread-pool",
      .taskGroupBlocking: "it has no more workers than cores",
    ],
    reference: .threadPool,
    headline: Headline(
      load: contentionName(.mutex, .headline, usualNanoseconds), metrics: [.timePerOperation, .longestWait]),
    primaryContrasts: [
      contentionContrast(.nsLock), contentionContrast(.serialQueue), contentionContrast(.atomic),
      contentionContrast(.actor), contentionContrast(.nothing),
    ],
    loads: { profile, machine in
      let (counts, sections): ([Int], [Int]) =
        switch profile {
        case .quick: ([1, 512], [])
        case .standard: ([1, 512, 2048], [0, 10_000])
        case .full: ([1, 2, 4, 16, 64, 256, 512, 1024, 2048], [0, 100, 10_000])
        }
      let headline = Workers.headline.count(on: machine)
      let sweep = counts.filter { $0 != headline }.map { Workers.fixed($0) } + [.headline]
      let loads = sweep.sorted { $0.count(on: machine) < $1.count(on: machine) }.map { ($0, usualNanoseconds) }
      return (loads + sections.map { (.headline, $0) }).flatMap { workers, section in
        Contention.Primitive.allCases.map { contentionLoad($0, workers, section, machine) }
      }
    },
    predict: { situation in
      guard let contention = situation.load.spec.work.contention else { return Prediction(runtime: 0) }
      let cost = OperationCost(
        contention, workers: situation.load.spec.units, cores: situation.machine.cores)
      return Prediction(
        runtime: contention.seconds, further: [Measurement(Metric.timePerOperation.predicted, cost.nanoseconds)])
    },
    furtherMetrics: { result, _ in
      guard let record = result.record.contention else { return [] }
      let total = record.operations.reduce(0, +)
      let wait = Double(record.longestWaitNanoseconds.max() ?? 0) * 1e-9
      var all = [Measurement(.operations, Double(total)), Measurement(.longestWait, wait, count: total)]
      if total > 0 {
        all.append(Measurement(.timePerOperation, Double(record.nanoseconds) / Double(total), count: total))
      }
      if let fairness = try? jainIndex(of: record.operations.map(Double.init)) {
        all.append(Measurement(.fairness, fairness, count: record.operations.count))
      }
      return all
    },
    ideal: .delay,
    furtherColumns: [
      SummaryColumn("ns per operation", .timePerOperation), SummaryColumn("longest wait (s)", .longestWait),
      SummaryColumn("Jain's index", .fairness),
    ],
    shows: [
      ShownNumber(.timePerOperation),
      // A worker that still waits at the end has waited for at least as long as the trial took.
      ShownNumber(
        .longestWait,
        isLowerBound: { trial, wait in
          trial[.runtimePredicted].map { wait >= 0.99 * $0 } ?? false
        }),
      ShownNumber(.fairness),
    ],
    explanation: """
      The section inside a lock is executed by one worker at a time: with a section of s, no primitive does more than \
      1 ÷ s operations, and more cores do not help. They differ in which worker is next, and in what that costs. \
      NSLock is a pthread mutex that allows barging: the thread that releases it can take it again at once, so it \
      hardly ever switches and comes close to s, while other threads sleep on its futex for many time slices. Swift's \
      Mutex sleeps on a priority-inheriting futex, which the kernel hands to the first in line: fairer, at the price \
      of a system call and a switch. A serial queue's sync and an actor take turns in order: for the queue that is a \
      switch between kernel threads per operation, for the actor another job on the cooperative pool. \
      Compare-and-exchange never waits, but repeats its work whenever another worker was faster. With nothing shared, \
      threads take turns in the kernel's run queue, and tasks in a pool with one thread per core and without \
      preemption: more tasks than that get nothing until the first ones end.
      """)

  /// The critical section of the sweep over workers.
  private static let usualNanoseconds = 1000
  /// How long workers contend, in seconds. In a shorter time, some of many threads would get no turn at all.
  private static let window = 0.15

  private static func contentionName(
    _ primitive: Contention.Primitive, _ workers: Workers, _ nanoseconds: Int
  ) -> String { "\(primitive.rawValue)-\(workers.name)-\(nanoseconds)ns" }

  private static func contentionLoad(
    _ primitive: Contention.Primitive, _ workers: Workers, _ nanoseconds: Int, _ machine: Machine
  ) -> LoadSpec {
    let participants: Participants? =
      switch primitive {
      case .nothing: nil
      case .actor: .only([.taskGroup], because: "only tasks can enter an actor")
      case .atomic: .only([.threadPool], because: "one strategy is enough: an atomic never waits")
      case .mutex, .nsLock, .serialQueue:
        .only([.threadPool], because: "waiting would block the pool's threads")
      }
    let count = workers.count(on: machine)
    var load = LoadSpec(
      name: contentionName(primitive, workers, nanoseconds),
      work: .contend(Contention(primitive, criticalSectionNanoseconds: nanoseconds, seconds: window)),
      units: count, concurrency: count, pages: .none, participants: participants,
      sweeps: (nanoseconds == usualNanoseconds ? [SweepPoint(primitive.rawValue, x: count)] : [])
        + (workers == .headline ? [SweepPoint("\(primitive.rawValue) sections", x: Double(nanoseconds) / 1000)] : []))
    load.title = "\(NumberText.count(count, "worker")) \(primitive.circumstance)"
    // Threads cannot enter an actor, so the control of this load are tasks.
    if primitive == .actor { load.control = .taskGroup }
    return load
  }

  /// A primitive ÷ the standard library's mutex, under the headline's number of workers.
  private static func contentionContrast(_ primitive: Contention.Primitive) -> Contrast {
    let strategy: StrategyName = primitive == .actor ? .taskGroup : .threadPool
    return Contrast(
      .init(strategy, in: contentionName(primitive, .headline, usualNanoseconds)), over: .init(.threadPool))
  }
}

/// The number of workers that contend.
private enum Workers: Equatable {
  case fixed(Int)
  /// Four per core.
  case headline

  /// The part of a load's name.
  var name: String {
    switch self {
    case .fixed(let count): "w\(count)"
    case .headline: "w4P"
    }
  }

  func count(on machine: Machine) -> Int {
    switch self {
    case .fixed(let count): count
    case .headline: 4 * machine.cores
    }
  }
}

extension Contention.Primitive {
  /// What workers contend for, as the end of a load's title.
  fileprivate var circumstance: String {
    switch self {
    case .nothing: "with nothing shared"
    case .atomic: "on an atomic"
    case .mutex: "on a Mutex"
    case .nsLock: "on an NSLock"
    case .serialQueue: "on a serial queue"
    case .actor: "on an actor"
    }
  }
}

/// The expected time per operation: the time of the trial ÷ the operations of all workers.
struct OperationCost {
  let nanoseconds: Double

  /// The cost of an operation beside its section, in nanoseconds: two readings of the clock.
  private static let reading = 50.0
  /// A switch from one kernel thread to another, in nanoseconds, on another machine
  /// (github.com/jimblandy/context-switch).
  private static let threadSwitch = 1700.0
  /// A switch from one task to another, in nanoseconds, from the same source.
  private static let taskSwitch = 200.0

  init(_ contention: Contention, workers: Int, cores: Int) {
    let section = Double(contention.criticalSectionNanoseconds) + Self.reading
    let isContended = workers > 1
    nanoseconds =
      switch contention.primitive {
      case .nothing: section / Double(min(workers, cores))
      case .atomic, .mutex, .nsLock: section
      case .serialQueue: section + (isContended ? Self.threadSwitch : 0)
      case .actor: section + (isContended ? Self.taskSwitch : 0)
      }
  }
}

extension Metric {
  /// Operations of all workers together, from the barrier until they stop.
  package static let operations = Metric("operations", unit: "1", moreIsBetter: true)
  /// The time that workers contend ÷ the operations of all workers, in nanoseconds.
  package static let timePerOperation = Metric(
    "time_per_operation", unit: "ns", verb: "took", "time for an operation")
  /// The longest wait of a worker for its turn, in seconds: from the end of its previous operation, or the barrier,
  /// until it enters the section.
  package static let longestWait = Metric(
    "longest_wait", unit: "s", circumstances: [Quantity.onlyStat: "longest wait for a turn"])
  /// Jain's fairness index of the workers' operations: 1 if all workers have the same number, 1 ÷ workers if one has
  /// all.
  package static let fairness = Metric("jain_index", unit: "1", moreIsBetter: true)
}
