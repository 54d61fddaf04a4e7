import Foundation
import TestBench
import Testing
import Workload

@Suite("In an open loop units begin when they have arrived", .timeLimit(.minutes(1)))
struct PacingTests {
  /// What began before it was due.
  private func earlyUnits(_ strategy: StrategyName, _ load: Load, _ timetable: Timetable) async throws -> [Int] {
    let early = Watched<[Int]>([])
    let stage = Stage { unit, _ in
      if MonotonicTime.now < timetable.due(unit) { early.update { $0.append(unit.index) } }
    }
    try await Rehearsal(strategy: strategy).run(load, on: stage)
    #expect(stage.log.begun.sorted() == Array(load.units))
    #expect(stage.log.ended.sorted() == Array(load.units))
    return early.current
  }

  @Test("none before its time, and each once", arguments: StrategyName.allCases, [1, 3, 100])
  func noneIsEarly(_ strategy: StrategyName, _ limit: Int) async throws {
    // Some at the same moment, some far apart.
    let times: [Int64] = [0, 0, 1, 2, 2, 2, 9, 15, 15, 30].map { $0 * 1_000_000 }
    let timetable = Timetable(times, firstUnit: 5, start: MonotonicTime.now + 2_000_000)
    let load = Load(units: 5..<15, limit: limit, timetable: timetable)
    #expect(try await earlyUnits(strategy, load, timetable) == [])
  }

  @Test("what is overdue follows at once, but never more than the limit", arguments: StrategyName.bounded, [1, 4])
  func overdue(_ strategy: StrategyName, _ limit: Int) async throws {
    let stage = Stage(heldUntil: strategy.width == .limit ? limit : 1)
    let timetable = Timetable([Int64](repeating: 0, count: 100), start: MonotonicTime.now - 1_000_000_000)
    try await Rehearsal(strategy: strategy).run(
      Load(units: 0..<100, limit: limit, timetable: timetable), on: stage)
    #expect(stage.log.ended.sorted() == Array(0..<100))
    #expect(stage.log.peakInFlight <= limit)
    if limit == 1 { #expect(stage.log.begun == Array(0..<100)) }
  }

  @Test("a load that is asked to stop does not wait for the next arrival", arguments: StrategyName.allCases, [1, 4])
  func stops(_ strategy: StrategyName, _ limit: Int) async throws {
    let stop = StopFlag()
    let stage = Stage()
    let hour: Int64 = 3_600_000_000_000
    let load = Load(
      units: 0..<6, limit: limit,
      timetable: Timetable([0, hour, hour, hour, 2 * hour, 2 * hour], start: MonotonicTime.now), stop: stop)
    let run = Task { try await Rehearsal(strategy: strategy).run(load, on: stage) }
    while stage.log.begun.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    stop.raise()
    // Threads and callbacks look at the flag; a task that waits only hears of its own cancellation.
    if strategy.waiting == .eventLoop && strategy != .callbacks || strategy == .taskGroupBlocking { run.cancel() }
    try await run.value
    #expect(stage.log.begun == [0])
    #expect(stage.log.ended == [0])
  }
}
