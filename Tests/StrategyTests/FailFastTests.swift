import StructuredStrategy
import Testing
import Workload

/// One unit fails as soon as it has begun; the others end when their task is cancelled.
private struct FailingUnit: AsyncPerformer {
  let monitor: UnitMonitor
  let failing: Int

  func perform(_ unit: Unit) async -> Outcome {
    monitor.enter(unit)
    guard unit.index != failing else {
      monitor.leave(unit)
      return Outcome(fault: .httpStatus, thread: 0)
    }
    while !Task.isCancelled { await Task.yield() }
    monitor.leave(unit, isCancelled: true)
    return Outcome(fault: .cancelled, thread: 0)
  }
}

@Suite(.timeLimit(.minutes(1)))
struct FailFastTests {
  @Test(
    "A unit that fails cancels those in flight, the group waits for them, and no other begins.", arguments: [0, 2, 3])
  func oneFails(failing: Int) async throws {
    let monitor = UnitMonitor()
    let error = await #expect(throws: UnitFailed.self) {
      try await FailFastTaskGroupStrategy().run(
        Load(units: 0..<10, limit: 4), on: FailingUnit(monitor: monitor, failing: failing))
    }
    #expect(error?.unit.index == failing && error?.fault == .httpStatus)
    let log = monitor.log
    #expect(log.begun.sorted() == [0, 1, 2, 3])
    #expect(log.ended.sorted() == [0, 1, 2, 3])
    #expect(log.inFlight == 0 && log.cancelled == 3)
  }

  @Test func noneFails() async throws {
    let monitor = UnitMonitor()
    try await FailFastTaskGroupStrategy().run(Load(units: 3..<20, limit: 4), on: MonitoredAsync(monitor: monitor))
    #expect(monitor.log.ended.sorted() == Array(3..<20) && monitor.log.peakInFlight <= 4)
  }
}
