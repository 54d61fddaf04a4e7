/// Every strategy, by the name that the command line and result files use.
///
/// To add one: write its policy in one of the strategy modules, then give it a case, a row of ``traits`` and a line in
/// StrategyName+Run.swift. The compiler asks for whatever is missing.
package enum StrategyName: String, Sendable, Codable, CaseIterable {
  /// One page after another on one thread.
  case sequential
  /// A Foundation thread for each page.
  case threadPerPage = "thread-per-page"
  /// Foundation threads that take pages from a queue.
  case threadPool = "thread-pool"
  /// A concurrent DispatchQueue, admission bounded by the limit.
  case dispatch
  /// Every page submitted at once to Dispatch's global queue.
  case dispatchUnbounded = "dispatch-unbounded"
  /// An OperationQueue.
  case operationQueue = "operation-queue"
  /// Completion handlers on one event loop.
  case callbacks
  /// A child task for each page, on the cooperative pool.
  case taskGroup = "task-group"
  /// The same child tasks, all on the event loop's thread.
  case eventLoop = "event-loop"
  /// Child tasks that make blocking calls.
  case taskGroupBlocking = "task-group-blocking"
  /// libdispatch's parallel for loop.
  case concurrentPerform = "concurrent-perform"
  /// A child task for each run of units.
  case taskGroupChunked = "task-group-chunked"
  /// Child tasks on the event loop that compute on the cooperative pool.
  case eventLoopOffloading = "event-loop-offloading"

  /// What is known of a strategy before it runs.
  package struct Traits: Sendable {
    /// How its code is written.
    package let style: Style
    /// Where its units run.
    package let home: Home
    /// What bounds how many units it can have in flight.
    package let width: Width
    /// Its policy in one line.
    package let summary: String
    /// Whether the load's limit bounds it: some leave it to libdispatch how many units run at once.
    package var keepsLimit = true
    /// Whether its units compute on the cooperative pool, wherever else they run.
    package var offloadsComputing = false
    /// Whether it is made for units that compute; all others fetch pages too.
    package var isForComputing = false

    fileprivate init(_ style: Style, on home: Home, _ width: Width, _ summary: String) {
      self.style = style
      self.home = home
      self.width = width
      self.summary = summary
    }

    fileprivate func with(_ change: (inout Traits) -> Void) -> Traits {
      var copy = self
      change(&copy)
      return copy
    }
  }

  /// The row of each strategy.
  package var traits: Traits {
    switch self {
    case .sequential: Traits(.blockingCalls, on: .threads, .one, "one page after another on one thread")
    case .threadPerPage:
      Traits(.blockingCalls, on: .threads, .limit, "a Foundation Thread for each page, at most c alive")
    case .threadPool: Traits(.blockingCalls, on: .threads, .limit, "c Foundation threads take pages from a queue")
    case .dispatch:
      Traits(.blockingCalls, on: .dispatch, .dispatchPool, "a concurrent DispatchQueue, admission bounded to c")
    case .dispatchUnbounded:
      Traits(.blockingCalls, on: .dispatch, .dispatchPool, "every page submitted at once to the global queue")
        .with { $0.keepsLimit = false }
    case .operationQueue:
      Traits(.blockingCalls, on: .dispatch, .dispatchPool, "an OperationQueue of c operations at most")
    case .callbacks: Traits(.callbacks, on: .loop, .limit, "completion handlers on one event loop, no tasks")
    case .taskGroup:
      Traits(
        .tasks, on: .cooperativePool, .limit, "a child task for each page, at most c alive, on the default pool")
    case .eventLoop:
      Traits(.tasks, on: .loop, .limit, "the same task group, every task on the event loop's one thread")
    case .taskGroupBlocking:
      Traits(.blockingCalls, on: .cooperativePool, .cooperativePool, "the mistake: blocking calls inside tasks")
    case .concurrentPerform:
      Traits(
        .blockingCalls, on: .threads, .cores, "DispatchQueue.concurrentPerform over all units: libdispatch decides"
      ).with { ($0.keepsLimit, $0.isForComputing) = (false, true) }
    case .taskGroupChunked:
      Traits(
        .tasks, on: .cooperativePool, .limit,
        "a child task for each run of units, at most c alive, on the default pool"
      ).with { $0.isForComputing = true }
    case .eventLoopOffloading:
      Traits(
        .tasks, on: .loop, .limit, "tasks on the event loop's one thread, which hand computing to the default pool"
      ).with { ($0.offloadsComputing, $0.isForComputing) = (true, true) }
    }
  }
}

extension StrategyName {
  /// How a strategy's code is written.
  package enum Style: Sendable {
    /// Calls that return when they are done.
    case blockingCalls
    /// Completion handlers.
    case callbacks
    /// Calls that suspend their task.
    case tasks
  }

  /// Where a strategy's units run.
  package enum Home: Sendable {
    /// On the calling thread, and on threads that it makes or borrows.
    case threads
    /// On Dispatch's queues.
    case dispatch
    /// On the pool under Swift's tasks.
    case cooperativePool
    /// On the event loop's one thread.
    case loop
  }

  /// What bounds how many units a strategy can have in flight.
  package enum Width: String, Sendable, Codable {
    /// One unit at a time.
    case one
    /// As many as the limit allows.
    case limit
    /// As many blocked threads as there are cores, whatever the limit.
    case cores
    /// As many blocked threads as there are cores, and no more than the limit.
    case cooperativePool = "cooperative-pool"
    /// As many blocked threads as there are cores, and one more each second, up to 255 and the limit.
    case dispatchPool = "dispatch-pool"
  }

  /// How waiting is done: one blocked thread per page, or one loop that waits for all.
  package enum Waiting: String, Sendable, Codable {
    /// A thread for each page that waits.
    case blockedThread = "blocked-thread"
    /// One loop that waits for all pages.
    case eventLoop = "event-loop"

    /// File descriptors that one transfer holds: a blocking libcurl handle has its socket and the socket pair that
    /// wakes it, one of a multi handle only its socket.
    package var descriptorsPerTransfer: Int {
      switch self {
      case .blockedThread: 3
      case .eventLoop: 1
      }
    }
  }

  /// The strategies that fetch pages. The others are made for units that compute.
  package static let fetching = allCases.filter { !$0.traits.isForComputing }

  /// How waiting is done.
  package var waiting: Waiting { traits.style == .blockingCalls ? .blockedThread : .eventLoop }

  /// What bounds how many units it can have in flight.
  package var width: Width { traits.width }

  /// Whether its blocked threads are those of a pool that is as wide as the cores.
  package var blocksCorePool: Bool {
    switch width {
    case .one, .limit: false
    case .cores, .cooperativePool, .dispatchPool: true
    }
  }

  /// Whether the load's limit bounds it.
  package var keepsLimit: Bool { traits.keepsLimit }

  /// Whether its tasks all run on the event loop's one thread.
  package var keepsTasksOnLoop: Bool { traits.style == .tasks && traits.home == .loop }
}
