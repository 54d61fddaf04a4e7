import Experiments
import Statistics
import Workload

extension Experiment {
  /// What it costs that only one at a time may, and who gets his turn.
  package static let contention = Experiment(
    name: "contention",
    section: .threads,
    question: "What does an operation cost that all workers want at once, and how evenly do they get their turns?",
    strategies: [.threadPool, .taskGroup],
    doesNotApply: [
      .sequential: "one worker has nobody to contend with",
      .callbacks: "one thread has nobody to contend with",
      .eventLoop: "one thread has nobody to contend with",
      .dispatch: "blocked workers would be no more than its pool has threads",
      .dispatchUnbounded: "blocked workers would be no more than its pool has threads",
      .operationQueue: "blocked workers would be no more than its pool has threads",
      .threadPerPage: "its threads are those of thread-pool",
      .taskGroupBlocking: "its workers are no more than the cores",
    ],
    reference: .threadPool,
    headline: Headline(
      cell: contentionName(.mutex, headlineWorkers, 1000), metrics: [.timePerOperation, .longestWait]),
    primaryContrasts: [
      contentionContrast(.nsLock), contentionContrast(.serialQueue), contentionContrast(.atomic),
      contentionContrast(.actor), contentionContrast(.nothing),
    ],
    cells: { profile, _ in
      let (workers, sections): ([Int], [Int]) =
        switch profile {
        case .quick: ([1, headlineWorkers, 512], [])
        case .standard: ([1, headlineWorkers, 512, 2048], [0, 10_000])
        case .full: ([1, 2, 4, headlineWorkers, 16, 64, 256, 512, 1024, 2048], [0, 100, 10_000])
        }
      let loads = Set(workers).sorted().map { ($0, 1000) } + sections.map { (headlineWorkers, $0) }
      return loads.flatMap { workers, section in
        Contention.Primitive.allCases.map { contentionCell($0, workers, section) }
      }
    },
    predict: { situation in
      guard let contention = situation.cell.cell.work.contention else { return Prediction(runtime: 0) }
      let cost = OperationCost(
        contention, workers: situation.cell.cell.units, cores: situation.machine.cores)
      return Prediction(
        runtime: contention.seconds, further: [Measurement(.timePerOperationPredicted, cost.nanoseconds)])
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
      SummaryColumn("ns an operation", .timePerOperation), SummaryColumn("longest wait (s)", .longestWait),
      SummaryColumn("Jain's index", .fairness),
    ],
    explanation: """
      What is inside a lock is done by one at a time: with a section of s no primitive does more than 1 ÷ s, and more \
      cores do not help. They differ in who comes next, and what that costs. NSLock is a pthread mutex, and barges: whoever \
      releases it may take it again at once, so it hardly ever switches and comes close to s, while others sleep on its \
      futex through many of the kernel's time slices. Swift's Mutex sleeps on a priority-inheriting futex, which the kernel \
      hands to the first in line: fairer, at the price of a system call and a switch. A serial queue's sync and an actor \
      take turns in order: for the queue that is a switch between kernel threads for each operation, for the actor only \
      another job on the cooperative pool. Compare and exchange never waits, but throws its work away whenever another was \
      faster. With nothing shared the turns are those of the kernel's run queue for threads, and for tasks those of a pool \
      as wide as the cores, which takes nobody's thread away: more tasks than that get nothing until the first ones end.
      """)

  /// Four for each core.
  private static let headlineWorkers = 4 * Machine.current().cores
  /// How long workers go on, in seconds; short of which many threads never get a first turn.
  private static let window = 0.15

  private static func contentionName(_ primitive: Contention.Primitive, _ workers: Int, _ nanoseconds: Int) -> String {
    "\(primitive.rawValue)-w\(workers)-\(nanoseconds)ns"
  }

  private static func contentionCell(_ primitive: Contention.Primitive, _ workers: Int, _ nanoseconds: Int) -> Cell {
    let strategies: [StrategyName]? =
      switch primitive {
      case .nothing: nil
      case .actor: [.taskGroup]
      case .atomic, .mutex, .nsLock, .serialQueue: [.threadPool]
      }
    var cell = Cell(
      name: contentionName(primitive, workers, nanoseconds),
      work: .contend(Contention(primitive, criticalSectionNanoseconds: nanoseconds, seconds: window)),
      units: workers, concurrency: workers, pages: .none, strategies: strategies)
    cell.title = "\(workers) worker\(workers == 1 ? "" : "s") \(primitive.circumstance)"
    // Where no thread can go, the tasks are measured against themselves.
    if primitive == .actor { cell.control = .taskGroup }
    return cell
  }

  /// Another primitive ÷ the standard library's mutex.
  private static func contentionContrast(_ primitive: Contention.Primitive) -> Contrast {
    let strategy: StrategyName = primitive == .actor ? .taskGroup : .threadPool
    return Contrast(
      .init(strategy, in: contentionName(primitive, headlineWorkers, 1000)), over: .init(.threadPool))
  }
}

extension Contention.Primitive {
  /// What workers are at, in a sentence.
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

/// What an operation is expected to cost: the time of all ÷ the operations of all.
struct OperationCost {
  let nanoseconds: Double

  /// What each operation costs beside its section, in nanoseconds: two readings of the clock.
  private static let reading = 50.0
  /// A hand-over from one kernel thread to another, and from one task to another
  /// (github.com/jimblandy/context-switch).
  private static let threadSwitch = 1700.0
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
  package static let operations = Metric("operations", unit: "1")
  package static let timePerOperation = Metric("time_per_operation", unit: "ns")
  package static let timePerOperationPredicted = Metric("time_per_operation_predicted", unit: "ns")
  package static let longestWait = Metric("longest_wait", unit: "s")
  package static let fairness = Metric("jain_index", unit: "1")
}
