import Strategies
import TestBench
import Testing
import Workload

/// The error of a pool that makes no performer.
private struct Refused: Error {}

@Suite("A strategy whose pool cannot make performers throws", .timeLimit(.minutes(1)))
struct PoolFailureTests {
  @Test("when the pool makes none", arguments: StrategyName.blocking)
  func none(_ strategy: StrategyName) async throws {
    let pool = PerformerPool<MonitoredBlocking> { throw Refused() }
    await #expect(throws: Refused.self) {
      try await StrategyRunner(strategy: strategy).runBlocking(Load(units: 0..<50, limit: 4), pool)
    }
  }

  @Test("when the pool makes only one, after that one has done all the work")
  func oneOnly() async throws {
    let monitor = UnitMonitor()
    let asked = Watched(0)
    let pool = PerformerPool<MonitoredBlocking> {
      let isFirst = asked.update { count in
        count += 1
        return count == 1
      }
      guard isFirst else { throw Refused() }
      // The first thread keeps its performer until the others have been refused theirs.
      _ = asked.waits { $0 == 4 }
      return MonitoredBlocking(monitor: monitor)
    }
    await #expect(throws: Refused.self) {
      try await StrategyRunner(strategy: .threadPool).runBlocking(Load(units: 0..<50, limit: 4), pool)
    }
    #expect(monitor.log.begun == Array(0..<50))
    #expect(monitor.log.inFlight == 0)
  }
}
