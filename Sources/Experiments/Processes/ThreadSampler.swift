import Glibc
import Synchronization

/// Counts another process's threads again and again, from outside, so that the counting is no part of what is measured.
final class ThreadSampler: Sendable {
  private let status: CInt
  private let highest = Atomic(0)

  /// - Parameter processIdentifier: the process; where it is gone every count is 0.
  init(processIdentifier: Int32) {
    status = open("/proc/\(processIdentifier)/status", O_RDONLY | O_CLOEXEC)
  }

  deinit {
    if status >= 0 { close(status) }
  }

  /// The most threads that any sample found.
  var peak: Int { highest.load(ordering: .relaxed) }

  /// Samples until the task is cancelled. Threads that live shorter than the interval can be missed.
  func run(every interval: Duration = .milliseconds(10)) async {
    repeat { sample() } while (try? await Task.sleep(for: interval)) != nil
  }

  /// Reads `Threads:` of /proc/PID/status, see proc_pid_status(5).
  func sample() {
    // The file is well under 2 KiB; each read from its beginning makes it afresh.
    let count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
      let length = pread(status, buffer.baseAddress, buffer.count, 0)
      guard length > 0 else { return 0 }
      return Self.threads(in: UnsafeBufferPointer(rebasing: buffer[..<length]))
    }
    highest.max(count, ordering: .relaxed)
  }

  static func threads(in status: some Collection<UInt8>) -> Int {
    for line in status.split(separator: UInt8(ascii: "\n")) where line.starts(with: "Threads:".utf8) {
      return line.reduce(0) { count, byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? count * 10 + Int(byte - UInt8(ascii: "0")) : count
      }
    }
    return 0
  }
}
