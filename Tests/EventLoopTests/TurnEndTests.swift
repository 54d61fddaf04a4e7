import EventLoop
import TestBench
import Testing
import Timers

private final class AtTurnEnd: TurnEndHandler {
  private let act: () -> Void

  init(_ act: @escaping () -> Void) { self.act = act }

  func turnEnds() { act() }
}

@Suite("A turn-end handler is called at the turn's end, once", .timeLimit(.minutes(1)))
struct TurnEndTests {
  @Test func onceForEachRequest() async throws {
    let calls = try await onOwnThread {
      let loop = try EventLoop()
      var calls: [Int] = []
      for index in 0..<3 { loop.atTurnEnd(AtTurnEnd { calls.append(index) }) }
      loop.run(turns: 4)
      return calls
    }
    #expect(calls == [0, 1, 2])
  }

  @Test func requestedDuringATurnsEndItIsCalledAtTheNext() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      var log: [String] = []
      let turn = AtTurnEnd { log.append("next turn") }
      let inner = AtTurnEnd { log.append("inner") }
      let outer = AtTurnEnd {
        log.append("outer")
        loop.atTurnEnd(turn)
        loop.atTurnEnd(inner)
      }
      let sibling = AtTurnEnd { log.append("sibling") }
      loop.atTurnEnd(outer)
      loop.atTurnEnd(sibling)
      loop.run(turns: 3)
      return log
    }
    #expect(log == ["outer", "sibling", "next turn", "inner"])
  }

  @Test("after the turn's timers and jobs, in the same turn")
  func comesLast() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      let log = Watched<[String]>([])
      let last = AtTurnEnd { log.update { $0.append("turn's end") } }
      let timer = LoopTimer {
        log.update { $0.append("timer") }
        loop.atTurnEnd(last)
      }
      loop.arm(timer, at: .now)
      Task.detached(executorPreference: loop) { log.update { $0.append("job") } }
      loop.run(turns: 2)
      return log.current
    }
    #expect(log == ["timer", "job", "turn's end"])
  }
}
