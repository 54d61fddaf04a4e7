/// The strategies, by the names that the command line and result files use.
package enum StrategyName: String, Sendable, Codable, CaseIterable {
  case sequential
  case threadPerPage = "thread-per-page"
  case threadPool = "thread-pool"
  case dispatch
  case dispatchUnbounded = "dispatch-unbounded"
  case operationQueue = "operation-queue"
  case callbacks
  case taskGroup = "task-group"
  case eventLoop = "event-loop"
  case taskGroupBlocking = "task-group-blocking"
  case concurrentPerform = "concurrent-perform"
  case taskGroupChunked = "task-group-chunked"
  case eventLoopOffloading = "event-loop-offloading"

  /// Those that the fetching of pages is compared with. The others are made for computing.
  package static let fetching = allCases.filter {
    ![.concurrentPerform, .taskGroupChunked, .eventLoopOffloading].contains($0)
  }

  /// How waiting is done: one blocked thread a page, or one loop that waits for all.
  package enum Waiting: String, Sendable, Codable {
    case blockedThread = "blocked-thread"
    case eventLoop = "event-loop"

    /// File descriptors that one transfer holds: a blocking libcurl handle has its socket and the socket pair that wakes it,
    /// one of a multi handle only its socket.
    package var descriptorsPerTransfer: Int {
      switch self {
      case .blockedThread: 3
      case .eventLoop: 1
      }
    }
  }

  package var waiting: Waiting {
    switch self {
    case .sequential, .threadPerPage, .threadPool, .dispatch, .dispatchUnbounded, .operationQueue, .taskGroupBlocking,
      .concurrentPerform:
      .blockedThread
    case .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading: .eventLoop
    }
  }

  /// Whose threads bound how many units it can have in flight.
  package enum Width: String, Sendable, Codable {
    /// One unit at a time.
    case one
    /// As many as the limit allows.
    case limit
    /// As many blocked threads as a pool sized by the cores grants.
    case corePool = "core-pool"
  }

  package var width: Width {
    switch self {
    case .sequential: .one
    case .threadPerPage, .threadPool, .callbacks, .taskGroup, .eventLoop, .taskGroupChunked, .eventLoopOffloading:
      .limit
    case .dispatch, .dispatchUnbounded, .operationQueue, .taskGroupBlocking, .concurrentPerform: .corePool
    }
  }

  /// Whether the load's limit bounds it: some leave it to libdispatch how many units run at once.
  package var keepsLimit: Bool { self != .dispatchUnbounded && self != .concurrentPerform }

  /// Whether its tasks all run on the event loop's one thread.
  package var keepsTasksOnLoop: Bool { self == .eventLoop || self == .eventLoopOffloading }

  /// Its policy in one line.
  package var summary: String {
    switch self {
    case .sequential: "one page after another on one thread"
    case .threadPerPage: "a Foundation Thread for each page, at most c alive"
    case .threadPool: "c Foundation threads take pages from a queue"
    case .dispatch: "a concurrent DispatchQueue, admission bounded to c"
    case .dispatchUnbounded: "every page submitted at once to the global queue"
    case .operationQueue: "an OperationQueue of c operations at most"
    case .callbacks: "completion handlers on one event loop, no tasks"
    case .taskGroup: "a child task for each page, at most c alive, on the default pool"
    case .eventLoop: "the same task group, every task on the event loop's one thread"
    case .taskGroupBlocking: "the mistake: blocking calls inside tasks"
    case .concurrentPerform: "DispatchQueue.concurrentPerform over all units: libdispatch decides"
    case .taskGroupChunked: "a child task for each run of units, at most c alive, on the default pool"
    case .eventLoopOffloading: "tasks on the event loop's one thread, which hand computing to the default pool"
    }
  }
}
