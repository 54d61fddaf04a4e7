import StructuredStrategy
import Synchronization
import Testing
import Workload

@Suite("Strategies stop when they are asked to", .timeLimit(.minutes(1)))
struct StopTests {
  @Test("nothing begins once the flag is raised", arguments: StrategyName.allCases)
  func raisedBefore(_ strategy: StrategyName) async throws {
    let stop = StopFlag()
    stop.raise()
    let stage = Stage()
    try await Rehearsal(strategy: strategy).run(Load(units: 0..<100, limit: 4, stop: stop), on: stage)
    #expect(stage.log.begun == [])
  }

  @Test("with one at a time, the unit that raises it is the last", arguments: StrategyName.bounded, [0, 1, 100])
  func raisedWithin(_ strategy: StrategyName, _ last: Int) async throws {
    let stop = StopFlag()
    let stage = Stage { unit, _ in if unit.index == last { stop.raise() } }
    try await Rehearsal(strategy: strategy).run(Load(units: 0..<200, limit: 1, stop: stop), on: stage)
    #expect(stage.log.begun == Array(0...last))
    #expect(stage.log.ended == Array(0...last))
  }

  @Test(
    "with all the limit allows in flight, none follows them",
    arguments: StrategyName.allCases.filter { $0.width == .limit })
  func raisedWithAllInFlight(_ strategy: StrategyName) async throws {
    let stop = StopFlag()
    let stage = Stage(heldUntil: 6) { _, log in if log.inFlight == 6 { stop.raise() } }
    try await Rehearsal(strategy: strategy).run(Load(units: 0..<100, limit: 6, stop: stop), on: stage)
    #expect(stage.log.begun.count == 6)
    #expect(stage.log.ended.sorted() == stage.log.begun.sorted())
  }

  @Test("the global queue's backlog melts away")
  func unboundedBacklog() async throws {
    let stop = StopFlag()
    let stage = Stage { _, _ in stop.raise() }
    try await Rehearsal(strategy: .dispatchUnbounded).run(Load(units: 0..<10_000, limit: 1, stop: stop), on: stage)
    #expect(stage.log.begun.count < 5_000)
    #expect(stage.log.inFlight == 0)
  }

  @Test("a cancelled task's group ends what it has in flight, and begins nothing more", arguments: [false, true])
  func cancelledTask(_ isOnOneThread: Bool) async throws {
    let stage = Stage()
    let executor = OneThread()
    let load = Load(units: 0..<100, limit: 8)
    let task = Task {
      let player = AsyncPlayer(stage: stage, awaitsCancellation: true)
      if isOnOneThread {
        await EventLoopTasks(on: executor, clock: TaskClock()).run(load, on: player)
      } else {
        await TaskGroup(clock: TaskClock()).run(load, on: player)
      }
    }
    while stage.log.inFlight < 8 { try await Task.sleep(for: .zero) }
    task.cancel()
    await task.value
    #expect(stage.log.begun.sorted() == Array(0..<8))
    #expect(stage.log.ended.count == 8)
    #expect(stage.log.cancelled == 8)
  }
}
