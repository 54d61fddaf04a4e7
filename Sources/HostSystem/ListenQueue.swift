internal import CLinux

/// Connections that the kernel dropped because a listen queue was full.
package enum ListenQueue {
  /// Listening sockets are opened first and the kernel assigns the lowest free number, so they are below this.
  private static let highestDescriptor: Int32 = 1024

  /// The number of all sockets that listen in this process, since they began to listen. Other programs' queues do not
  /// count, unlike in `TcpExt ListenOverflows` of /proc/net/netstat.
  package static func drops() -> Int {
    (0..<highestDescriptor).reduce(0) { $0 + max(0, Int(clinux_listen_drops($1))) }
  }

  /// The number of one listening socket; nil if the descriptor is none.
  package static func drops(of descriptor: Int32) -> Int? {
    let drops = clinux_listen_drops(descriptor)
    return drops < 0 ? nil : Int(drops)
  }
}
