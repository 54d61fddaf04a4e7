import HostSystem

/// What the operating system counts for this process and machine.
struct HostCounters: Sendable {
  var usage: ResourceUsage
  /// Connections dropped because a listen queue was full (`TcpExt ListenOverflows`); 0 if /proc does not say.
  var listenOverflows: Int

  /// The present values.
  init() {
    usage = .current()
    listenOverflows = Self.listenOverflows(in: KernelFiles().text("/proc/self/net/netstat"))
  }

  /// How much they grew since `earlier`.
  func since(_ earlier: HostCounters) -> HostCounters {
    var growth = self
    growth.usage = usage.since(earlier.usage)
    growth.listenOverflows -= earlier.listenOverflows
    return growth
  }

  /// The file consists of pairs of lines, `TcpExt: NAME…` and `TcpExt: VALUE…`.
  static func listenOverflows(in netstat: String) -> Int {
    let lines = netstat.split(separator: "\n").filter { $0.hasPrefix("TcpExt:") }.map { $0.split(separator: " ") }
    guard lines.count == 2, let column = lines[0].firstIndex(of: "ListenOverflows"), column < lines[1].count else {
      return 0
    }
    return Int(lines[1][column]) ?? 0
  }
}
