internal import CLinux

/// What the kernel counts of connections that it drops because a listen queue is full.
///
/// It has two counters, and neither is the answer. `ListenOverflows` counts such drops exactly, but of all programs of
/// the machine (of its network namespace). The counter of a listening socket is its own, but also counts late packets
/// of connections that are gone, such as the reset with which a client answers the end of TLS after it has closed. So
/// the answer is the smaller of the two.
package struct ListenQueue: Sendable, Equatable {
  /// Packets that were dropped at the sockets that listen in this process, since they began to listen.
  package var ownDrops: Int
  /// Connections that full listen queues dropped, of all programs; 0 if the kernel does not tell.
  package var overflows: Int

  package init(ownDrops: Int, overflows: Int) {
    self.ownDrops = ownDrops
    self.overflows = overflows
  }

  /// The counters now.
  package init(_ files: KernelFiles = KernelFiles()) {
    ownDrops = (0..<Self.highestDescriptor).reduce(0) { $0 + max(0, Int(clinux_listen_drops($1))) }
    overflows = Self.overflows(files)
  }

  /// Connections that were dropped since an earlier reading because a queue of this process was full. More than those
  /// only if another program's queue was full in the same time.
  package func dropped(since earlier: ListenQueue) -> Int {
    // A socket that was closed meanwhile took its count with it.
    max(0, min(ownDrops - earlier.ownDrops, overflows - earlier.overflows))
  }

  /// Listening sockets are opened first and the kernel assigns the lowest free number, so they are below this.
  private static let highestDescriptor: Int32 = 1024

  /// `ListenOverflows` of /proc/net/netstat: two lines begin with `TcpExt:`, one with names and one with numbers.
  private static func overflows(_ files: KernelFiles) -> Int {
    let lines = files.text("/proc/net/netstat").split(separator: "\n").filter { $0.hasPrefix("TcpExt:") }
      .map { $0.split(separator: " ") }
    guard lines.count == 2, let place = lines[0].firstIndex(of: "ListenOverflows"), place < lines[1].count else {
      return 0
    }
    return Int(lines[1][place]) ?? 0
  }
}
