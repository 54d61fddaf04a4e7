/// A process's memory as /proc tells it. Take it while the process stands still: reading takes milliseconds, and holds the
/// lock that the process needs to get more memory.
package struct MemoryReading: Sendable, Codable, Equatable {
  /// Resident memory in KiB: Rss of /proc/PID/smaps_rollup (proc_pid_smaps(5)).
  package var residentKiB: Int
  /// Resident memory in KiB, each shared page divided by the number of processes that share it: Pss of the same file.
  package var proportionalKiB: Int
  /// The tables that map the process's addresses to memory, in KiB (VmPTE).
  package var pageTablesKiB: Int
  /// Threads of the process.
  package var threads: Int
  /// Kernel stacks of all processes of the machine, in KiB: KernelStack of /proc/meminfo. The kernel does not count them per
  /// process.
  package var kernelStacksKiB: Int

  /// - Throws: `SystemError` that names the file that cannot be read.
  package static func of(_ processIdentifier: Int32) throws(SystemError) -> MemoryReading {
    let files = KernelFiles()
    return MemoryReading(
      rollup: try files.contents("/proc/\(processIdentifier)/smaps_rollup"),
      status: try files.contents("/proc/\(processIdentifier)/status"),
      machine: try files.contents("/proc/meminfo"))
  }

  /// From the texts of smaps_rollup, status and meminfo; a field that is missing is 0.
  package init(rollup: String, status: String, machine: String) {
    residentKiB = KernelFiles.number("Rss", in: rollup)
    proportionalKiB = KernelFiles.number("Pss", in: rollup)
    pageTablesKiB = KernelFiles.number("VmPTE", in: status)
    threads = KernelFiles.number("Threads", in: status)
    kernelStacksKiB = KernelFiles.number("KernelStack", in: machine)
  }
}
