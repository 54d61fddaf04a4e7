import HostSystem
import Synchronization
import Trial

/// Counts another process's threads again and again, from outside, so that the counting is no part of what is measured.
final class ThreadSampler: Sendable {
  private let processIdentifier: Int32
  private let changes = Mutex<[ThreadSample]>([])

  init(processIdentifier: Int32) { self.processIdentifier = processIdentifier }

  /// Each sample that found another number than the one before.
  var samples: [ThreadSample] { changes.withLock { $0 } }

  /// Samples until the task is cancelled. Threads that live shorter than the interval can be missed.
  func run(every interval: Duration = .milliseconds(10)) async {
    let start = ContinuousClock.now
    repeat {
      // A process that is gone has no threads to count.
      guard let threads = try? ProcessStatus.of(processIdentifier).threads else { continue }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      changes.withLock {
        if $0.last?.threads != threads { $0.append(ThreadSample(seconds: seconds, threads: threads)) }
      }
    } while (try? await Task.sleep(for: interval)) != nil
  }
}
