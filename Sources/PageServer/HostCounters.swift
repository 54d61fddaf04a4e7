import Glibc

/// What the operating system counts for this process and machine.
struct HostCounters: Sendable {
  var cpuUserSeconds: Double
  var cpuSystemSeconds: Double
  /// Connections dropped because a listen queue was full (`TcpExt ListenOverflows`); 0 if /proc does not say.
  var listenOverflows: Int

  /// The present values.
  init() {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    cpuUserSeconds = Self.seconds(usage.ru_utime)
    cpuSystemSeconds = Self.seconds(usage.ru_stime)
    listenOverflows = Self.listenOverflows(
      in: String(decoding: (try? WholeFile("/proc/self/net/netstat").read()) ?? [], as: UTF8.self))
  }

  /// How much they grew since `earlier`.
  func since(_ earlier: HostCounters) -> HostCounters {
    var growth = self
    growth.cpuUserSeconds -= earlier.cpuUserSeconds
    growth.cpuSystemSeconds -= earlier.cpuSystemSeconds
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

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
}
