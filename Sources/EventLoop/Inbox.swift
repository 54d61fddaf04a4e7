/// What other threads have sent to a loop, and whether the loop must be woken for it. A ``Mailbox`` keeps it behind a
/// lock.
struct Inbox {
  private(set) var jobs: [UnownedJob] = []
  private(set) var signals: [LoopSignal] = []
  /// The loop is in epoll_wait, or about to be, and no wake-up has been sent yet.
  private var isAsleep = false
  /// The loop is gone: what comes now is dropped.
  private var isClosed = false

  /// - Returns: whether the caller must wake the loop; true at most once per turn.
  mutating func add(_ job: UnownedJob) -> Bool {
    guard !isClosed else { return false }
    jobs.append(job)
    return mustWake()
  }

  mutating func add(_ signal: LoopSignal) -> Bool {
    guard !isClosed else { return false }
    signals.append(signal)
    return mustWake()
  }

  /// - Returns: whether the caller must wake the loop.
  private mutating func mustWake() -> Bool {
    defer { isAsleep = false }
    return isAsleep
  }

  /// The loop is about to wait.
  ///
  /// - Returns: whether it may wait: false if there is something to do.
  mutating func fallAsleep() -> Bool {
    isAsleep = jobs.isEmpty && signals.isEmpty
    return isAsleep
  }

  /// Takes nothing any more.
  ///
  /// - Returns: the signals that were never delivered.
  mutating func close() -> [LoopSignal] {
    isClosed = true
    defer { signals = [] }
    return signals
  }

  /// Hands everything to the loop in exchange for its empty arrays, so that neither side allocates.
  mutating func exchange(jobs: inout [UnownedJob], signals: inout [LoopSignal]) {
    isAsleep = false
    swap(&self.jobs, &jobs)
    swap(&self.signals, &signals)
  }
}
