import Foundation
import Strategies
import TestBench
import Testing
import Workload

@Suite("In an open loop units begin when they arrive", .timeLimit(.minutes(1)))
struct PacingTests {
  /// The units that began before they were due.
  private func earlyUnits(_ strategy: StrategyName, _ load: Load, _ schedule: ArrivalSchedule) async throws -> [Int] {
    let early = Watched<[Int]>([])
    let monitor = UnitMonitor { unit, _ in
      if MonotonicTime.now < schedule.due(unit) { early.update { $0.append(unit.index) } }
    }
    try await StrategyRunner(strategy: strategy).run(load, on: monitor)
    #expect(monitor.log.begun.sorted() == Array(load.units))
    #expect(monitor.log.ended.sorted() == Array(load.units))
    return early.current
  }

  @Test("none before its time, and each once", arguments: StrategyName.allCases, [1, 3, 100])
  func noneIsEarly(_ strategy: StrategyName, _ limit: Int) async throws {
    // Some at the same moment, some far apart.
    let times: [Int64] = [0, 0, 1, 2, 2, 2, 9, 15, 15, 30].map { $0 * 1_000_000 }
    let schedule = ArrivalSchedule(times, firstUnit: 5, start: MonotonicTime.now + 2_000_000)
    let load = Load(units: 5..<15, limit: limit, schedule: schedule)
    #expect(try await earlyUnits(strategy, load, schedule) == [])
  }

  @Test("what is overdue follows at once, but never more than the limit", arguments: StrategyName.bounded, [1, 4])
  func overdue(_ strategy: StrategyName, _ limit: Int) async throws {
    let monitor = UnitMonitor(heldUntil: strategy.width == .limit ? limit : 1)
    let schedule = ArrivalSchedule([Int64](repeating: 0, count: 100), start: MonotonicTime.now - 1_000_000_000)
    try await StrategyRunner(strategy: strategy).run(
      Load(units: 0..<100, limit: limit, schedule: schedule), on: monitor)
    #expect(monitor.log.ended.sorted() == Array(0..<100))
    #expect(monitor.log.peakInFlight <= limit)
    if limit == 1 { #expect(monitor.log.begun == Array(0..<100)) }
  }

  @Test("a load that is asked to stop does not wait for the next arrival", arguments: StrategyName.allCases, [1, 4])
  func stops(_ strategy: StrategyName, _ limit: Int) async throws {
    let stop = StopFlag()
    let monitor = UnitMonitor()
    let hour: Int64 = 3_600_000_000_000
    let load = Load(
      units: 0..<6, limit: limit,
      schedule: ArrivalSchedule([0, hour, hour, hour, 2 * hour, 2 * hour], start: MonotonicTime.now), stop: stop)
    let run = Task { try await StrategyRunner(strategy: strategy).run(load, on: monitor) }
    while monitor.log.begun.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    stop.raise()
    // Threads and callbacks look at the flag; a waiting task ends only when it is cancelled itself.
    if strategy.waiting == .eventLoop && strategy != .callbacks || strategy == .taskGroupBlocking { run.cancel() }
    try await run.value
    #expect(monitor.log.begun == [0])
    #expect(monitor.log.ended == [0])
  }
}
