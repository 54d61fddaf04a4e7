import Foundation
import TestBench

/// A task executor with one thread and a queue, in the place of an event loop. It stops when it is released.
final class OneThread: TaskExecutor {
  private struct Work: Sendable {
    var jobs: [UnownedJob] = []
    var isOver = false
    var thread: UInt?
  }

  private let work: Watched<Work>

  init() {
    let work = Watched(Work())
    self.work = work
    // Jobs name the executor that runs them. It outlives them, because the test that waits for their tasks retains it.
    let executor = UnownedTaskExecutor(ordinary: self)
    Thread { Self.run(work, on: executor) }.start()
  }

  deinit { work.update { $0.isOver = true } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    work.update { $0.jobs.append(job) }
  }

  /// The thread's identity in ``UnitMonitor``; nil before a job has run.
  var thread: UInt? { work.current.thread }

  private static func run(_ work: Watched<Work>, on executor: UnownedTaskExecutor) {
    work.update { $0.thread = pthread_self() }
    while true {
      _ = work.waits { $0.isOver || !$0.jobs.isEmpty }
      let (jobs, isOver) = work.update { work in
        defer { work.jobs.removeAll() }
        return (work.jobs, work.isOver)
      }
      for job in jobs { job.runSynchronously(on: executor) }
      if isOver { return }
    }
  }
}
