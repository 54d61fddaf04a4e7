internal import CLinux

/// CLOCK_MONOTONIC, in nanoseconds: what units' times are told by, in every process of the machine.
package enum MonotonicTime {
  package static var now: Int64 { clinux_monotonic_nanoseconds() }
}
