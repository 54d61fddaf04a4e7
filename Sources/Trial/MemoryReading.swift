internal import Glibc

/// What /proc says of a process's memory while the process stands still: reading it takes milliseconds, and the lock that
/// the process needs to get more.
package struct MemoryReading: Sendable, Codable, Equatable {
  /// Rss and Pss of /proc/PID/smaps_rollup (proc_pid_smaps(5)), in KiB.
  package var residentKiB: Int
  package var proportionalKiB: Int
  /// VmPTE: the tables that map the process's addresses to memory, in KiB.
  package var pageTablesKiB: Int
  /// Threads of the process.
  package var threads: Int
  /// KernelStack of /proc/meminfo, in KiB: of all processes, for it is counted for the machine only.
  package var kernelStacksKiB: Int

  /// - Throws: `TrialError` naming the file that cannot be read.
  package static func of(_ processIdentifier: Int32) throws(TrialError) -> MemoryReading {
    MemoryReading(
      rollup: try text("/proc/\(processIdentifier)/smaps_rollup"),
      status: try text("/proc/\(processIdentifier)/status"),
      machine: try text("/proc/meminfo"))
  }

  /// From the files' contents; a field that is missing is 0.
  package init(rollup: String, status: String, machine: String) {
    residentKiB = Self.number("Rss", in: rollup)
    proportionalKiB = Self.number("Pss", in: rollup)
    pageTablesKiB = Self.number("VmPTE", in: status)
    threads = Self.number("Threads", in: status)
    kernelStacksKiB = Self.number("KernelStack", in: machine)
  }

  private static func number(_ field: String, in text: String) -> Int {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field + ":") }) else { return 0 }
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
  }

  private static func text(_ path: String) throws(TrialError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TrialError("cannot read \(path)", systemError: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
    }
  }
}
