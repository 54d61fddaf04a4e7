import Strategies
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
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<100, limit: 4, stop: stop), on: monitor)
    #expect(monitor.log.begun == [])
  }

  @Test("with one at a time, the unit that raises it is the last", arguments: StrategyName.bounded, [0, 1, 100])
  func raisedWithin(_ strategy: StrategyName, _ last: Int) async throws {
    let stop = StopFlag()
    let monitor = UnitMonitor { unit, _ in if unit.index == last { stop.raise() } }
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<200, limit: 1, stop: stop), on: monitor)
    #expect(monitor.log.begun == Array(0...last))
    #expect(monitor.log.ended == Array(0...last))
  }

  @Test(
    "with as many in flight as the limit allows, no other begins",
    arguments: StrategyName.allCases.filter { $0.width == .limit })
  func raisedWithAllInFlight(_ strategy: StrategyName) async throws {
    let stop = StopFlag()
    let monitor = UnitMonitor(heldUntil: 6) { _, log in if log.inFlight == 6 { stop.raise() } }
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<100, limit: 6, stop: stop), on: monitor)
    #expect(monitor.log.begun.count == 6)
    #expect(monitor.log.ended.sorted() == monitor.log.begun.sorted())
  }

  @Test("the global queue's backlog is dropped")
  func unboundedBacklog() async throws {
    let stop = StopFlag()
    let monitor = UnitMonitor { _, _ in stop.raise() }
    try await StrategyRunner(strategy: .dispatchUnbounded).run(
      Load(units: 0..<10_000, limit: 1, stop: stop), on: monitor)
    #expect(monitor.log.begun.count < 5_000)
    #expect(monitor.log.inFlight == 0)
  }

  @Test("a cancelled task's group ends what it has in flight, and begins nothing more", arguments: [false, true])
  func cancelledTask(_ isOnOneThread: Bool) async throws {
    let monitor = UnitMonitor()
    let executor = OneThread()
    let load = Load(units: 0..<100, limit: 8)
    let task = Task {
      let performer = MonitoredAsync(monitor: monitor, awaitsCancellation: true)
      if isOnOneThread {
        await EventLoopStrategy(on: executor, clock: TaskClock()).run(load, on: performer)
      } else {
        await TaskGroupStrategy(clock: TaskClock()).run(load, on: performer)
      }
    }
    while monitor.log.inFlight < 8 { try await Task.sleep(for: .zero) }
    task.cancel()
    await task.value
    #expect(monitor.log.begun.sorted() == Array(0..<8))
    #expect(monitor.log.ended.count == 8)
    #expect(monitor.log.cancelled == 8)
  }
}
