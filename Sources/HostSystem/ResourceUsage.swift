internal import CLinux  // whose headers declare timeval, as far as the compiler is concerned
internal import Glibc

/// What getrusage(2) counts for a process: all its threads, also those that have ended.
package struct ResourceUsage: Sendable, Codable, Equatable {
  package var userNanoseconds: Int64
  package var systemNanoseconds: Int64
  /// Context switches because a thread waited for something.
  package var voluntarySwitches: Int
  /// Context switches because the kernel took the core away.
  package var involuntarySwitches: Int
  /// Page faults that needed no I/O.
  package var minorFaults: Int
  /// Page faults that needed I/O.
  package var majorFaults: Int

  package init(
    userNanoseconds: Int64, systemNanoseconds: Int64, voluntarySwitches: Int, involuntarySwitches: Int,
    minorFaults: Int, majorFaults: Int
  ) {
    self.userNanoseconds = userNanoseconds
    self.systemNanoseconds = systemNanoseconds
    self.voluntarySwitches = voluntarySwitches
    self.involuntarySwitches = involuntarySwitches
    self.minorFaults = minorFaults
    self.majorFaults = majorFaults
  }

  /// What this process has used up to now.
  package static func current() -> ResourceUsage {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return ResourceUsage(
      userNanoseconds: nanoseconds(usage.ru_utime),
      systemNanoseconds: nanoseconds(usage.ru_stime),
      voluntarySwitches: usage.ru_nvcsw,
      involuntarySwitches: usage.ru_nivcsw,
      minorFaults: usage.ru_minflt,
      majorFaults: usage.ru_majflt)
  }

  /// What was used between an earlier reading and this one.
  package func since(_ earlier: ResourceUsage) -> ResourceUsage {
    ResourceUsage(
      userNanoseconds: userNanoseconds - earlier.userNanoseconds,
      systemNanoseconds: systemNanoseconds - earlier.systemNanoseconds,
      voluntarySwitches: voluntarySwitches - earlier.voluntarySwitches,
      involuntarySwitches: involuntarySwitches - earlier.involuntarySwitches,
      minorFaults: minorFaults - earlier.minorFaults,
      majorFaults: majorFaults - earlier.majorFaults)
  }

  private static func nanoseconds(_ time: timeval) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000
  }
}
