internal import CLinux
internal import Glibc
import Synchronization

/// One thread that waits for everything: descriptors, timers, signals from other threads, and the jobs of tasks.
///
/// A turn: wait (epoll), descriptors, timers, what other threads sent, jobs, and what was put off to the turn's end.
///
/// As a `TaskExecutor` it runs tasks as asyncio does, all on its one thread. It knows nothing of what it waits for.
/// Unless a method says otherwise, call it on the loop's thread only, or before ``run()``: that is also why sending it to
/// other threads is safe although most of its state has no lock.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
  private let epoll: Int32
  private let wakeDescriptor: Int32
  private let inbox = Mutex(Inbox())
  /// Kernel id of the thread inside ``run()``, or 0.
  private let thread = Atomic<Int32>(0)

  private var descriptors: DescriptorTable
  private var timers = TimerHeap()
  private var ready = JobQueue()
  private var foreignJobs: [UnownedJob] = []
  private var signals: [LoopSignal] = []
  private var atTurnEnd: [any TurnEndHandler] = []
  private var atThisTurnEnd: [any TurnEndHandler] = []
  private var isStopping = false

  /// Events fetched by one epoll_wait. Few, because what they start comes after all of them: with 512, a child task that had
  /// ended stood 195 places down its group's list of 4,096, which the runtime walks to take it out; with 64, 35 places.
  private static let eventCapacity = 32

  /// - Throws: `EventLoopError` when the process has no descriptor left.
  package init() throws(EventLoopError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw EventLoopError(call: "epoll_create1", systemError: errno) }
    wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard wakeDescriptor >= 0 else {
      let systemError = errno
      close(epoll)
      throw EventLoopError(call: "eventfd", systemError: systemError)
    }
    descriptors = DescriptorTable(epoll: epoll)
    // No entry of the table has this data, so the wake-up needs no handler.
    guard clinux_epoll_control(epoll, EPOLL_CTL_ADD, wakeDescriptor, Readiness.reading.rawValue, Self.wakeData) == 0
    else { throw EventLoopError(call: "epoll_ctl", systemError: errno) }
  }

  deinit {
    close(wakeDescriptor)
    close(epoll)
  }

  private static let wakeData = UInt64.max

  /// Whether the caller is on the loop's thread. Callable from any thread.
  package var isCurrent: Bool { thread.load(ordering: .relaxed) == clinux_thread_id() }

  // MARK: Running

  /// Runs the loop on the calling thread until ``stop()``.
  package func run() {
    thread.store(clinux_thread_id(), ordering: .relaxed)
    defer { thread.store(0, ordering: .relaxed) }
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventCapacity) { events in
      while !isStopping { turn(events) }
    }
    isStopping = false
  }

  /// Ends ``run()`` after the present turn. Callable from any thread.
  package func stop() {
    LoopSignal(self) { [unowned self] in isStopping = true }.raise()
  }

  private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
    let count = clinux_epoll_wait(epoll, events.baseAddress, Int32(events.count), timeToWait())
    if count > 0 {
      for place in 0..<Int(count) { dispatch(&events[place]) }
    }
    fireTimers()
    takeInbox()
    runJobs()
    endTurn()
  }

  /// Nanoseconds; negative: until something happens.
  private func timeToWait() -> Int64 {
    guard ready.isEmpty, atTurnEnd.isEmpty, inbox.withLock({ $0.fallAsleep() }) else { return 0 }
    guard let soonest = timers.soonest else { return -1 }
    return max(0, soonest.nanoseconds - Deadline.now.nanoseconds)
  }

  private func dispatch(_ event: inout epoll_event) {
    let data = clinux_epoll_data(&event)
    guard data != Self.wakeData else {
      var count: UInt64 = 0
      _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
      return
    }
    guard let (descriptor, handler) = descriptors.receiver(data: data) else { return }
    handler.ready(descriptor, for: Readiness(rawValue: clinux_epoll_events(&event)))
  }

  private func fireTimers() {
    guard timers.soonest != nil else { return }
    let now = Deadline.now
    // No more than there are now: a timer that keeps arming itself for the past must not keep the loop here.
    for _ in 0..<timers.count {
      guard let timer = timers.takeDue(now) else { return }
      timer.fire()
    }
  }

  private func takeInbox() {
    inbox.withLock { $0.exchange(jobs: &foreignJobs, signals: &signals) }
    for job in foreignJobs { ready.append(job) }
    foreignJobs.removeAll(keepingCapacity: true)
    for signal in signals { signal.deliver() }
    signals.removeAll(keepingCapacity: true)
  }

  /// Runs what is ready now, and not what that makes ready: a task that yields again and again must not keep the loop from
  /// descriptors, timers and other threads' jobs. (asyncio's loop has the same rule.)
  private func runJobs() {
    for _ in 0..<ready.count {
      guard let job = ready.popFirst() else { return }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func endTurn() {
    swap(&atTurnEnd, &atThisTurnEnd)
    for handler in atThisTurnEnd { handler.turnEnds() }
    atThisTurnEnd.removeAll(keepingCapacity: true)
  }

  // MARK: What to wait for

  /// Watches a descriptor from now on, instead of what it was watched for before. It must not be a regular file.
  ///
  /// - Returns: why the kernel refuses, and the handler will never hear of it; nil: it watches.
  @discardableResult
  package func watch(
    _ descriptor: Int32, for readiness: Readiness, handler: any DescriptorHandler
  ) -> EventLoopError? {
    descriptors.watch(descriptor, for: readiness, handler: handler)
  }

  package func unwatch(_ descriptor: Int32) { descriptors.unwatch(descriptor) }

  /// Promises that ``forget(_:)`` will be called before the descriptor closes, which lets the loop save system calls.
  package func adopt(_ descriptor: Int32) { descriptors.adopt(descriptor) }

  /// The descriptor is about to be closed.
  package func forget(_ descriptor: Int32) { descriptors.forget(descriptor) }

  /// Has the timer fire at a deadline, instead of when it was to fire before. Never from within this call.
  package func arm(_ timer: LoopTimer, at deadline: Deadline) { timers.arm(timer, at: deadline) }

  package func disarm(_ timer: LoopTimer) { timers.disarm(timer) }

  /// Calls the handler once when the present turn ends, or the next if it is ending already.
  package func atTurnEnd(_ handler: any TurnEndHandler) { atTurnEnd.append(handler) }

  /// Makes a signal that other threads can raise. Callable from any thread.
  package func signal(_ handle: @escaping @Sendable () -> Void) -> LoopSignal { LoopSignal(self, handle) }

  // MARK: From other threads

  /// Has a task's next piece run on the loop's thread. Callable from any thread; the concurrency runtime does.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard !isCurrent else { return ready.append(job) }
    if inbox.withLock({ $0.add(job) }) { wake() }
  }

  func post(_ signal: LoopSignal) {
    if inbox.withLock({ $0.add(signal) }) { wake() }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
  }
}

/// Hears once that a turn of the loop ends. Called on the loop's thread.
package protocol TurnEndHandler: AnyObject {
  func turnEnds()
}

/// A system call that a loop cannot do without failed.
package struct EventLoopError: Error, CustomStringConvertible {
  package var call: String
  package var systemError: Int32

  package var description: String { "the event loop's \(call) failed: \(String(cString: strerror(systemError)))" }
}
