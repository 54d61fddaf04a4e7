import TestBench
import Testing
import Workload

/// Why a pool of these tests makes no performer.
private struct Refused: Error {}

@Suite("A strategy whose pool cannot make performers says so", .timeLimit(.minutes(1)))
struct PoolFailureTests {
  @Test("when it makes none at all", arguments: StrategyName.blocking)
  func none(_ strategy: StrategyName) async throws {
    let pool = PerformerPool<BlockingPlayer> { throw Refused() }
    await #expect(throws: Refused.self) {
      try await Rehearsal(strategy: strategy).runBlocking(Load(units: 0..<50, limit: 4), pool)
    }
  }

  @Test("when it makes one and no more: then that one does all the work first")
  func oneOnly() async throws {
    let stage = Stage()
    let asked = Watched(0)
    let pool = PerformerPool<BlockingPlayer> {
      let isFirst = asked.update { count in
        count += 1
        return count == 1
      }
      guard isFirst else { throw Refused() }
      // Its thread may not hand this performer on before the others have been refused theirs.
      _ = asked.waits { $0 == 4 }
      return BlockingPlayer(stage: stage)
    }
    await #expect(throws: Refused.self) {
      try await Rehearsal(strategy: .threadPool).runBlocking(Load(units: 0..<50, limit: 4), pool)
    }
    #expect(stage.log.begun == Array(0..<50))
    #expect(stage.log.inFlight == 0)
  }
}
