internal import CLinux

/// A moment on CLOCK_MONOTONIC.
package struct Deadline: Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static var now: Deadline { Deadline(nanoseconds: clinux_monotonic_nanoseconds()) }

  package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

  package static func + (deadline: Deadline, nanoseconds: Int64) -> Deadline {
    Deadline(nanoseconds: deadline.nanoseconds + nanoseconds)
  }
}
