import HostSystem
import Synchronization
import Trial

/// Counts a process's threads at intervals, from outside, so that the counting is not part of what is measured.
final class ThreadSampler: Sendable {
  private let processIdentifier: Int32
  private let changes = Mutex<[ThreadSample]>([])

  init(processIdentifier: Int32) { self.processIdentifier = processIdentifier }

  /// The samples whose count differs from the one before.
  var samples: [ThreadSample] { changes.withLock { $0 } }

  /// Samples until the task is cancelled. Threads that live shorter than the interval can be missed.
  func run(every interval: Duration = .milliseconds(10)) async {
    let start = ContinuousClock.now
    repeat {
      // A process that has ended has no threads to count.
      guard let threads = try? ProcessStatus.of(processIdentifier).threads else { continue }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      changes.withLock {
        if $0.last?.threads != threads { $0.append(ThreadSample(seconds: seconds, threads: threads)) }
      }
    } while (try? await Task.sleep(for: interval)) != nil
  }
}
