import HostSystem

/// What the kernel counts for this process and machine.
struct HostCounters: Sendable {
  /// CPU time and more of this process.
  var usage: ResourceUsage
  /// ``ListenQueue/overflows(_:)`` of the machine.
  var listenOverflows: Int

  /// Reads the present values.
  init() {
    usage = .current()
    listenOverflows = ListenQueue.overflows()
  }

  /// Their growth since `earlier`.
  func since(_ earlier: HostCounters) -> HostCounters {
    var growth = self
    growth.usage = usage.since(earlier.usage)
    growth.listenOverflows -= earlier.listenOverflows
    return growth
  }
}
