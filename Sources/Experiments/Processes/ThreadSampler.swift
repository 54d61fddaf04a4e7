import Synchronization
import Trial

/// Counts another process's threads again and again, from outside, so that the counting is no part of what is measured.
final class ThreadSampler: Sendable {
  private let processIdentifier: Int32
  private let highest = Atomic(0)

  init(processIdentifier: Int32) { self.processIdentifier = processIdentifier }

  /// The most threads that any sample found.
  var peak: Int { highest.load(ordering: .relaxed) }

  /// Samples until the task is cancelled. Threads that live shorter than the interval can be missed.
  func run(every interval: Duration = .milliseconds(10)) async {
    repeat {
      // A process that is gone has no threads to count.
      if let status = try? ProcessStatus.of(processIdentifier) { highest.max(status.threads, ordering: .relaxed) }
    } while (try? await Task.sleep(for: interval)) != nil
  }
}
