/// What other threads have for a loop, and whether the loop must be woken for it. A value; the loop keeps it behind a lock.
struct Inbox {
  private(set) var jobs: [UnownedJob] = []
  private(set) var signals: [LoopSignal] = []
  /// The loop is in epoll_wait, or about to be, and has not been sent a wake-up yet.
  private var isAsleep = false

  /// - Returns: whether the caller must wake the loop; at most one caller a turn is told so.
  mutating func add(_ job: UnownedJob) -> Bool {
    jobs.append(job)
    return mustWake()
  }

  mutating func add(_ signal: LoopSignal) -> Bool {
    signals.append(signal)
    return mustWake()
  }

  /// - Returns: whether the caller must wake the loop.
  mutating func mustWake() -> Bool {
    defer { isAsleep = false }
    return isAsleep
  }

  /// The loop is about to wait.
  ///
  /// - Returns: whether it may; not if there is something to do.
  mutating func fallAsleep() -> Bool {
    isAsleep = jobs.isEmpty && signals.isEmpty
    return isAsleep
  }

  /// The loop takes everything, and gives its own empty arrays in exchange, so that neither side allocates.
  mutating func exchange(jobs: inout [UnownedJob], signals: inout [LoopSignal]) {
    isAsleep = false
    swap(&self.jobs, &jobs)
    swap(&self.signals, &signals)
  }
}
