internal import CLinux  // whose headers declare timeval, as far as the compiler is concerned
internal import Glibc

extension ResourceUsage {
  /// What this process has used up to now, all its threads together.
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

  private static func nanoseconds(_ time: timeval) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000
  }
}
