internal import Glibc

/// Threads and resident memory of a process, from /proc/PID/status (proc_pid_status(5)).
package struct ProcessStatus: Sendable, Equatable {
  /// Threads that are alive.
  package var threads: Int
  /// Resident memory now, in KiB (VmRSS).
  package var residentKiB: Int
  /// The most since the process began or ``resetPeak()`` was called, in KiB (VmHWM).
  package var peakResidentKiB: Int

  /// Of this process.
  ///
  /// - Throws: `SystemError` that names the file.
  package static func current() throws(SystemError) -> ProcessStatus {
    ProcessStatus(try KernelFiles().contents("/proc/self/status"))
  }

  /// Of another process.
  ///
  /// - Throws: `SystemError` that names the file, also where there is no such process any more.
  package static func of(_ processIdentifier: Int32) throws(SystemError) -> ProcessStatus {
    ProcessStatus(try KernelFiles().contents("/proc/\(processIdentifier)/status"))
  }

  /// From the file's text. A field that is missing is 0: a process that is ending has no memory any more.
  package init(_ text: String) {
    threads = KernelFiles.number("Threads", in: text)
    residentKiB = KernelFiles.number("VmRSS", in: text)
    peakResidentKiB = KernelFiles.number("VmHWM", in: text)
  }

  /// Makes this process's peak of resident memory start anew from what is resident now (proc_pid_clear_refs(5)).
  package static func resetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = write(descriptor, "5", 1)
  }
}
