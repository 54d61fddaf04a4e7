internal import CLinux  // The compiler finds timeval in its headers.
internal import Glibc

/// Threads, resident memory and state of a process, from /proc/PID/status (proc_pid_status(5)).
package struct ProcessStatus: Sendable, Equatable {
  /// Threads that are alive.
  package var threads: Int
  /// Resident memory now, in KiB (VmRSS).
  package var residentKiB: Int
  /// The peak since the process began or ``resetPeak()`` was called, in KiB (VmHWM).
  package var peakResidentKiB: Int
  /// Whether a signal has stopped the process, such as SIGSTOP.
  package var isStopped: Bool
  /// Whether it has exited, and only waits for its parent to take note (a zombie).
  package var hasExited: Bool

  /// The status of this process.
  ///
  /// - Throws: `SystemError` that names the file.
  package static func current() throws(SystemError) -> ProcessStatus {
    ProcessStatus(try KernelFiles().contents("/proc/self/status"))
  }

  /// The status of another process.
  ///
  /// - Throws: `SystemError` that names the file, also if the process has ended.
  package static func of(_ processIdentifier: Int32) throws(SystemError) -> ProcessStatus {
    ProcessStatus(try KernelFiles().contents("/proc/\(processIdentifier)/status"))
  }

  /// Reads the file's text. A missing field is 0: a process that is ending has no memory any more.
  package init(_ text: String) {
    threads = KernelFiles.number("Threads", in: text)
    residentKiB = KernelFiles.number("VmRSS", in: text)
    peakResidentKiB = KernelFiles.number("VmHWM", in: text)
    let state = KernelFiles.value(of: "State", in: text)
    isStopped = state.hasPrefix("T")
    hasExited = state.hasPrefix("Z") || state.hasPrefix("X")
  }

  /// Resets this process's peak of resident memory to what is resident now (proc_pid_clear_refs(5)).
  ///
  /// Does nothing if the kernel does not allow it; the peak then includes the time before.
  package static func resetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = write(descriptor, "5", 1)
  }
}

/// A process's memory in detail.
///
/// Take it while the process is idle: reading takes milliseconds, and holds the lock that the process needs to map
/// memory.
package struct MemoryReading: Sendable, Codable, Equatable {
  /// Resident memory in KiB: Rss of /proc/PID/smaps_rollup (proc_pid_smaps(5)).
  package var residentKiB: Int
  /// Resident memory in KiB, each shared page divided by the number of processes that share it: Pss of the same file.
  package var proportionalKiB: Int
  /// The process's page tables, in KiB: VmPTE of /proc/PID/status.
  package var pageTablesKiB: Int
  /// Threads of the process.
  package var threads: Int
  /// Kernel stacks of all processes of the machine, in KiB: KernelStack of /proc/meminfo. The kernel does not count
  /// them per process.
  package var kernelStacksKiB: Int

  /// The memory of a process now.
  ///
  /// - Throws: `SystemError` that names the file that cannot be read.
  package static func of(_ processIdentifier: Int32) throws(SystemError) -> MemoryReading {
    let files = KernelFiles()
    return MemoryReading(
      rollup: try files.contents("/proc/\(processIdentifier)/smaps_rollup"),
      status: try files.contents("/proc/\(processIdentifier)/status"),
      machine: try files.contents("/proc/meminfo"))
  }

  /// Reads the texts of smaps_rollup, status and meminfo. A missing field is 0.
  package init(rollup: String, status: String, machine: String) {
    residentKiB = KernelFiles.number("Rss", in: rollup)
    proportionalKiB = KernelFiles.number("Pss", in: rollup)
    pageTablesKiB = KernelFiles.number("VmPTE", in: status)
    threads = KernelFiles.number("Threads", in: status)
    kernelStacksKiB = KernelFiles.number("KernelStack", in: machine)
  }
}

/// What getrusage(2) counts for a process: all its threads, also those that have ended.
package struct ResourceUsage: Sendable, Codable, Equatable {
  /// CPU time in user mode, in nanoseconds; the kernel counts it in microseconds.
  package var userNanoseconds: Int64
  /// CPU time in the kernel on behalf of the process, in nanoseconds; the kernel counts it in microseconds.
  package var systemNanoseconds: Int64
  /// Context switches because a thread blocked.
  package var voluntarySwitches: Int
  /// Context switches because the kernel preempted a thread.
  package var involuntarySwitches: Int
  /// Page faults without I/O.
  package var minorFaults: Int
  /// Page faults with I/O.
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

  /// The usage of this process from its start to now.
  package static func current() -> ResourceUsage { read(RUSAGE_SELF) }

  /// The usage of all children that this process has waited for.
  package static func ofEndedChildren() -> ResourceUsage { read(RUSAGE_CHILDREN) }

  private static func read(_ who: __rusage_who) -> ResourceUsage {
    var usage = rusage()
    getrusage(who.rawValue, &usage)
    return ResourceUsage(
      userNanoseconds: nanoseconds(usage.ru_utime),
      systemNanoseconds: nanoseconds(usage.ru_stime),
      voluntarySwitches: usage.ru_nvcsw,
      involuntarySwitches: usage.ru_nivcsw,
      minorFaults: usage.ru_minflt,
      majorFaults: usage.ru_majflt)
  }

  /// The usage between an earlier reading and this one.
  package func since(_ earlier: ResourceUsage) -> ResourceUsage {
    ResourceUsage(
      userNanoseconds: userNanoseconds - earlier.userNanoseconds,
      systemNanoseconds: systemNanoseconds - earlier.systemNanoseconds,
      voluntarySwitches: voluntarySwitches - earlier.voluntarySwitches,
      involuntarySwitches: involuntarySwitches - earlier.involuntarySwitches,
      minorFaults: minorFaults - earlier.minorFaults,
      majorFaults: majorFaults - earlier.majorFaults)
  }

  /// CPU time in user mode and in the kernel together, in nanoseconds.
  package var cpuNanoseconds: Int64 { userNanoseconds + systemNanoseconds }

  /// The usage of two spans of time together.
  package static func + (one: ResourceUsage, other: ResourceUsage) -> ResourceUsage {
    ResourceUsage(
      userNanoseconds: one.userNanoseconds + other.userNanoseconds,
      systemNanoseconds: one.systemNanoseconds + other.systemNanoseconds,
      voluntarySwitches: one.voluntarySwitches + other.voluntarySwitches,
      involuntarySwitches: one.involuntarySwitches + other.involuntarySwitches,
      minorFaults: one.minorFaults + other.minorFaults,
      majorFaults: one.majorFaults + other.majorFaults)
  }

  private static func nanoseconds(_ time: timeval) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000
  }
}
