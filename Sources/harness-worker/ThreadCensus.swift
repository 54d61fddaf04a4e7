import Foundation
import HostSystem

/// Counts the process's threads.
enum ThreadCensus {
  /// Waits until no more threads end: a thread whose work is done is gone only a little later, and the warm-up's must not
  /// be counted, nor their ending be paid for, behind the barrier.
  ///
  /// Pools keep theirs, so there is no number to wait for; ten readings alike, a millisecond apart, will do, and a second at most.
  static func settle() {
    var lowest = Int.max
    var alike = 0
    for _ in 0..<1000 where alike < 10 {
      guard let threads = try? ProcessStatus.current().threads else { return }
      alike = threads < lowest ? 0 : alike + 1
      lowest = min(lowest, threads)
      usleep(1000)
    }
  }
}
