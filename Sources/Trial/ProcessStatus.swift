internal import Glibc

/// What /proc/PID/status says of a process (proc_pid_status(5)).
package struct ProcessStatus: Sendable, Equatable {
  package var threads: Int
  /// VmRSS and VmHWM, in KiB.
  package var residentKiB: Int
  package var peakResidentKiB: Int

  package static func current() throws(TrialError) -> ProcessStatus { try read("/proc/self/status") }

  package static func of(_ processIdentifier: Int32) throws(TrialError) -> ProcessStatus {
    try read("/proc/\(processIdentifier)/status")
  }

  private static func read(_ path: String) throws(TrialError) -> ProcessStatus {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TrialError("cannot read \(path)", systemError: errno) }
    defer { close(descriptor) }
    // The kernel makes the file as it is read; 4 KiB hold all of it.
    let text = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
      return String(decoding: buffer[..<count], as: UTF8.self)
    }
    return ProcessStatus(text)
  }

  /// Fields that are missing are 0: a process that is ending has no memory any more.
  init(_ text: String) {
    func number(_ field: String) -> Int {
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field + ":") }) else { return 0 }
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
    }
    threads = number("Threads")
    residentKiB = number("VmRSS")
    peakResidentKiB = number("VmHWM")
  }

  /// Makes the peak of resident memory start anew from what is resident now (proc_pid_clear_refs(5)).
  package static func resetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = write(descriptor, "5", 1)
  }
}
