import HostSystem

/// What the kernel counts for this process.
struct HostCounters: Sendable {
  /// CPU time and more of this process.
  var usage: ResourceUsage
  /// Of the listen queues.
  private var queue: ListenQueue

  /// Reads the present values.
  init() {
    usage = .current()
    queue = ListenQueue()
  }

  /// What this process used since `earlier`, and the connections that a full queue dropped.
  func since(_ earlier: HostCounters) -> (usage: ResourceUsage, listenOverflows: Int) {
    (usage.since(earlier.usage), queue.dropped(since: earlier.queue))
  }
}
