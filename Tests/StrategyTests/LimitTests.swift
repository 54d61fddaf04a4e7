import Foundation
import Strategies
import Testing
import Workload

@Suite("No strategy exceeds its limit, and the wide ones reach it", .timeLimit(.minutes(1)))
struct LimitTests {
  @Test("never more in flight than the limit", arguments: StrategyName.bounded, [1, 2, 7])
  func neverMore(_ strategy: StrategyName, _ limit: Int) async throws {
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<300, limit: limit), on: monitor)
    #expect(monitor.log.peakInFlight <= limit)
  }

  @Test(
    "as many as the limit are in flight at once, however many that is",
    arguments: StrategyName.allCases.filter { $0.width == .limit }, [2, 5, 100])
  func limitIsReached(_ strategy: StrategyName, _ limit: Int) async throws {
    // No unit ends before as many as the limit are in flight: a narrower strategy would never return.
    let monitor = UnitMonitor(heldUntil: limit)
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<3 * limit, limit: limit), on: monitor)
    #expect(monitor.log.peakInFlight == limit)
    #expect(monitor.log.ended.count == 3 * limit)
  }

  @Test("a limit above the number of units works", arguments: StrategyName.allCases)
  func fewerUnitsThanLimit(_ strategy: StrategyName) async throws {
    let monitor = UnitMonitor(heldUntil: strategy.width == .limit ? 3 : 1)
    try await StrategyRunner(strategy: strategy).run(Load(units: 0..<3, limit: 1_000_000), on: monitor)
    #expect(monitor.log.ended.sorted() == [0, 1, 2])
  }

  @Test("sequential has one in flight, on the caller's thread")
  func sequentialIsOneThread() async throws {
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: .sequential).run(Load(units: 0..<50, limit: 8), on: monitor)
    #expect(monitor.log.peakInFlight == 1)
    #expect(monitor.log.threads.count == 1)
  }

  @Test("blocking tasks never outnumber the threads of the cooperative pool")
  func blockingTasksAreBoundByThePool() async throws {
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: .taskGroupBlocking).run(Load(units: 0..<500, limit: 100), on: monitor)
    #expect(monitor.log.peakInFlight <= ProcessInfo.processInfo.processorCount)
  }
}
