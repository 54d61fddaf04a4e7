import HostSystem

/// What the kernel counts for this process.
struct HostCounters: Sendable {
  /// CPU time and more of this process.
  var usage: ResourceUsage
  /// ``ListenQueue/drops()``.
  var listenOverflows: Int

  /// Reads the present values.
  init() {
    usage = .current()
    listenOverflows = ListenQueue.drops()
  }

  /// Their growth since `earlier`.
  func since(_ earlier: HostCounters) -> HostCounters {
    var growth = self
    growth.usage = usage.since(earlier.usage)
    // A socket that was closed meanwhile took its count with it.
    growth.listenOverflows = max(0, growth.listenOverflows - earlier.listenOverflows)
    return growth
  }
}
