import PageProtocol
import TestBench
import Testing
import Workload

@testable import EventLoop

/// Keeps jobs instead of running them: tasks to be queued by hand.
private final class JobCollector: TaskExecutor {
  let jobs = Watched<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.update { $0.append(job) }
  }
}

@Suite("Jobs leave the queue in the order in which they came", .timeLimit(.minutes(1)))
struct JobQueueTests {
  @Test("however far the ring has turned, and however often it has grown", arguments: 0..<10)
  func firstInFirstOut(_ seed: UInt64) {
    let collector = JobCollector()
    let ran = Watched<[Int]>([])
    for index in 0..<1000 {
      Task.detached(executorPreference: collector) { ran.update { $0.append(index) } }
    }
    var waiting = collector.jobs.current[...]
    #expect(waiting.count == 1000)

    var random = SeededGenerator(seed: seed)
    var queue = JobQueue()
    var expectedCount = 0
    while !waiting.isEmpty || !queue.isEmpty {
      for _ in 0..<Int.random(in: 0..<60, using: &random) {
        guard let job = waiting.popFirst() else { break }
        queue.append(job)
        expectedCount += 1
      }
      #expect(queue.count == expectedCount)
      for _ in 0..<Int.random(in: 0..<50, using: &random) {
        guard let job = queue.popFirst() else { break }
        job.runSynchronously(on: collector.asUnownedTaskExecutor())
        expectedCount -= 1
      }
      #expect(queue.isEmpty == (expectedCount == 0))
    }
    #expect(ran.current == Array(0..<1000))
  }

  @Test func anEmptyQueueHasNothing() {
    var queue = JobQueue()
    let first = queue.popFirst()
    #expect(first == nil)
    #expect(queue.isEmpty)
  }
}
