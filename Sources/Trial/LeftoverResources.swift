internal import CLinux
internal import Glibc
package import HostSystem

/// What a worker still had a while after its trial had been cancelled.
package struct LeftoverResources: Sendable, Codable, Equatable {
  /// When it was told to cancel, in nanoseconds of CLOCK_MONOTONIC; nil where a unit's fault was what cancelled.
  package var orderedNanoseconds: Int64?
  /// When it counted, on the same clock.
  package var countedNanoseconds: Int64
  package var threads: Int
  /// Internet sockets.
  package var connections: Int

  package init(orderedNanoseconds: Int64?, countedNanoseconds: Int64, threads: Int, connections: Int) {
    self.orderedNanoseconds = orderedNanoseconds
    self.countedNanoseconds = countedNanoseconds
    self.threads = threads
    self.connections = connections
  }

  /// What this process has now.
  package static func count(orderedAt ordered: Int64?) throws(SystemError) -> LeftoverResources {
    LeftoverResources(
      orderedNanoseconds: ordered, countedNanoseconds: clinux_monotonic_nanoseconds(),
      threads: try ProcessStatus.current().threads, connections: openConnections())
  }

  private static func openConnections() -> Int {
    // The kernel gives out the lowest number that is free, so all are below the limit; asking for one takes 0.1 µs.
    (0..<Int32(clamping: min(OpenFileLimit.current, 1 << 20))).count { descriptor in
      var domain: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0
        && (domain == AF_INET || domain == AF_INET6)
    }
  }
}
