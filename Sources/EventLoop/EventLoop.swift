internal import CLinux
import DequeModule
internal import Glibc
import Synchronization
package import Timers

/// An event loop: one thread that waits for descriptors, timers, signals from other threads, and the jobs of tasks.
///
/// A turn: wait (epoll), descriptors, timers, what other threads sent, jobs, and what was deferred to the turn's end.
///
/// As a `TaskExecutor` it runs tasks as asyncio does, all on its one thread. Unless a method says otherwise, it may be
/// called on the loop's thread only, or before ``run()``.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
  // @unchecked: state without a lock is touched on the loop's thread only.
  private let epoll: Int32
  private let mailbox: Mailbox
  /// Kernel id of the thread inside ``run()``, or 0.
  private let thread = Atomic<Int32>(0)

  private var descriptors: DescriptorTable
  private var timers = TimerHeap()
  private var ready = Deque<UnownedJob>()
  private var foreignJobs: [UnownedJob] = []
  private var signals: [LoopSignal] = []
  private var atTurnEnd: [any TurnEndHandler] = []
  private var atThisTurnEnd: [any TurnEndHandler] = []
  private var isStopping = false

  /// Events fetched by one epoll_wait. Few, because the jobs that they start run after all of them, and a task group
  /// walks its list of children to remove one that has ended: with 512 events that child was 195 places down the list
  /// of 4,096, with 64 events 35 places.
  private static let eventCapacity = 32

  /// - Throws: `EventLoopError` when the process has no descriptor left.
  package init() throws(EventLoopError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw EventLoopError(call: "epoll_create1", systemError: errno) }
    let wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard wakeDescriptor >= 0 else {
      let systemError = errno
      close(epoll)
      throw EventLoopError(call: "eventfd", systemError: systemError)
    }
    mailbox = Mailbox(wakeDescriptor: wakeDescriptor)
    descriptors = DescriptorTable(epoll: epoll)
    // No entry of the table has this data, so the wake-up needs no handler.
    guard clinux_epoll_control(epoll, EPOLL_CTL_ADD, wakeDescriptor, Readiness.reading.rawValue, Self.wakeData) == 0
    else { throw EventLoopError(call: "epoll_ctl", systemError: errno) }
  }

  deinit {
    mailbox.close()
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
    LoopSignal(mailbox) { [unowned self] in isStopping = true }.raise()
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

  /// In nanoseconds; negative: without limit.
  private func timeToWait() -> Int64 {
    guard ready.isEmpty, atTurnEnd.isEmpty, mailbox.fallAsleep() else { return 0 }
    guard let soonest = timers.soonest else { return -1 }
    return max(0, soonest.nanoseconds - Deadline.now.nanoseconds)
  }

  private func dispatch(_ event: inout epoll_event) {
    let data = clinux_epoll_data(&event)
    guard data != Self.wakeData else {
      var count: UInt64 = 0
      _ = read(mailbox.wakeDescriptor, &count, MemoryLayout<UInt64>.size)
      return
    }
    guard let (descriptor, handler) = descriptors.receiver(data: data) else { return }
    handler.ready(descriptor, for: Readiness(rawValue: clinux_epoll_events(&event)))
  }

  private func fireTimers() {
    guard timers.soonest != nil else { return }
    let now = Deadline.now
    // At most as many as there are now: a timer that re-arms itself for the past must not keep the loop here.
    for _ in 0..<timers.count {
      guard let timer = timers.takeDue(now) else { return }
      timer.fire()
    }
  }

  private func takeInbox() {
    mailbox.exchange(jobs: &foreignJobs, signals: &signals)
    for job in foreignJobs { ready.append(job) }
    foreignJobs.removeAll(keepingCapacity: true)
    for signal in signals { signal.deliver() }
    signals.removeAll(keepingCapacity: true)
  }

  /// Runs the jobs that are ready now, but not those that they make ready: a task that keeps yielding must not keep the
  /// loop from descriptors, timers and other threads' jobs. (asyncio's loop has the same rule.)
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

  /// Watches a descriptor from now on, for this readiness only. It must not be a regular file.
  ///
  /// - Returns: why the kernel refuses, in which case the handler is never called; nil if it does not refuse.
  @discardableResult
  package func watch(
    _ descriptor: Int32, for readiness: Readiness, handler: any DescriptorHandler
  ) -> EventLoopError? {
    descriptors.watch(descriptor, for: readiness, handler: handler)
  }

  /// Stops watching a descriptor; does nothing if it is not watched.
  package func unwatch(_ descriptor: Int32) { descriptors.unwatch(descriptor) }

  /// Promises that ``forget(_:)`` will be called before the descriptor closes, which lets the loop save system calls.
  package func adopt(_ descriptor: Int32) { descriptors.adopt(descriptor) }

  /// Says that a descriptor is about to be closed.
  package func forget(_ descriptor: Int32) { descriptors.forget(descriptor) }

  /// Makes the timer fire once at a deadline, and not at an earlier call's; never from within this call.
  package func arm(_ timer: LoopTimer, at deadline: Deadline) { timers.arm(timer, at: deadline) }

  /// Keeps the timer from firing; does nothing if it is not armed.
  package func disarm(_ timer: LoopTimer) { timers.disarm(timer) }

  /// Calls the handler once when the present turn ends, or the next if it is ending already.
  package func atTurnEnd(_ handler: any TurnEndHandler) { atTurnEnd.append(handler) }

  /// Makes a signal that any thread can raise. Callable from any thread.
  ///
  /// - Parameter handle: called on the loop's thread.
  package func signal(_ handle: @escaping @Sendable () -> Void) -> LoopSignal { LoopSignal(mailbox, handle) }

  // MARK: From other threads

  /// Runs a task's next job on the loop's thread. The concurrency runtime calls this, from any thread.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard !isCurrent else { return ready.append(job) }
    mailbox.post(job)
  }
}

/// Is told once that a turn of the loop ends.
package protocol TurnEndHandler: AnyObject {
  /// Called on the loop's thread.
  func turnEnds()
}

/// A system call that the loop depends on failed.
package struct EventLoopError: Error, CustomStringConvertible {
  /// The name of the call, such as `epoll_ctl`.
  package var call: String
  /// Its `errno`.
  package var systemError: Int32

  package var description: String { "the event loop's \(call) failed: \(String(cString: strerror(systemError)))" }
}
