import HostSystem
import TestBench
import Testing

@Suite("A thread that the system refuses is an error", .timeLimit(.minutes(1)))
struct SystemThreadTests {
  @Test func aThreadRuns() async throws {
    let hasRun = Watched(false)
    try SystemThread.start(stackBytes: 64 << 10) { hasRun.update { $0 = true } }
    let isDone = try await onOwnThread { hasRun.waits { $0 } }
    #expect(isDone)
  }

  @Test func theUsualThreadsAreAllowed() throws { try SystemThread.check(20) }

  @Test func aStackThatCannotBeIsRefused() {
    let error = #expect(throws: SystemError.self) { try SystemThread.start(stackBytes: 1 << 62) {} }
    #expect(error?.context == "the system refuses a thread")
  }
}
