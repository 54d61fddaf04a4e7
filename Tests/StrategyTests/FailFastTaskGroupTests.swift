import StructuredStrategy
import Testing
import Workload

/// One unit fails as soon as it has begun; the others stay until their task is cancelled.
private struct FailingPlayer: AsyncPerformer {
  let stage: Stage
  let failing: Int

  func perform(_ unit: Unit) async -> Outcome {
    stage.enter(unit)
    guard unit.index != failing else {
      stage.leave(unit)
      return Outcome(fault: .httpStatus, thread: 0)
    }
    while !Task.isCancelled { await Task.yield() }
    stage.leave(unit, isCancelled: true)
    return Outcome(fault: .cancelled, thread: 0)
  }
}

@Suite(.timeLimit(.minutes(1)))
struct FailFastTaskGroupTests {
  @Test(
    "A unit that fails cancels those in flight, the group waits for them, and no other begins.", arguments: [0, 2, 3])
  func oneFails(failing: Int) async throws {
    let stage = Stage()
    let error = await #expect(throws: UnitFailed.self) {
      try await FailFastTaskGroup().run(
        Load(units: 0..<10, limit: 4), on: FailingPlayer(stage: stage, failing: failing))
    }
    #expect(error?.unit.index == failing && error?.fault == .httpStatus)
    let log = stage.log
    #expect(log.begun.sorted() == [0, 1, 2, 3])
    #expect(log.ended.sorted() == [0, 1, 2, 3])
    #expect(log.inFlight == 0 && log.cancelled == 3)
  }

  @Test func noneFails() async throws {
    let stage = Stage()
    try await FailFastTaskGroup().run(Load(units: 3..<20, limit: 4), on: AsyncPlayer(stage: stage))
    #expect(stage.log.ended.sorted() == Array(3..<20) && stage.log.peakInFlight <= 4)
  }
}
