import EventLoop
import Performers
import TestBench
import Testing
import Workload

@Suite("The empty unit does nothing", .timeLimit(.minutes(1)))
struct NothingTests {
  @Test func withoutFault() async {
    func blocking(_ performer: some BlockingPerformer) -> Outcome {
      var performer = performer
      return performer.perform(Unit(index: 0))
    }
    func suspending(_ performer: some AsyncPerformer) async -> Outcome { await performer.perform(Unit(index: 0)) }

    for outcome in [blocking(Nothing()), await suspending(Nothing())] {
      #expect(outcome == Outcome(thread: outcome.thread))
      #expect(outcome.thread > 0)
    }
  }

  @Test func onALoopItEndsAfterItHasStarted() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      let nothing = OnLoop(Nothing(), on: loop)
      var log: [String] = []
      for index in 0..<3 {
        nothing.start(Unit(index: index)) { _ in
          log.append("ended \(index)")
          if index == 2 {
            nothing.start(Unit(index: 3)) { _ in
              log.append("ended 3"); loop.stop()
            }
          }
        }
        log.append("started \(index)")
      }
      loop.run()
      return log
    }
    #expect(log == ["started 0", "started 1", "started 2", "ended 0", "ended 1", "ended 2", "ended 3"])
  }
}
