internal import CLinux

/// What a descriptor is wanted, or found, to be ready for.
package struct Readiness: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let reading = Readiness(rawValue: clinux_epoll_in)
  package static let writing = Readiness(rawValue: clinux_epoll_out)
  /// Reported unasked: an error or a hang-up.
  package static let failed = Readiness(rawValue: clinux_epoll_error | clinux_epoll_hang_up)
}

/// Hears when a descriptor it watches is ready. Called on the loop's thread.
package protocol DescriptorHandler: AnyObject {
  func ready(_ descriptor: Int32, for readiness: Readiness)
}
