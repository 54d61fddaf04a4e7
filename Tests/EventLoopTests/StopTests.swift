import EventLoop
import Foundation
import TestBench
import Testing
import Timers

@Suite("A loop runs until it is stopped, and can run again", .timeLimit(.minutes(1)))
struct StopTests {
  @Test func stoppedFromAnotherThreadWhileItSleeps() async throws {
    let loop = try EventLoop()
    Thread { loop.stop() }.start()
    #expect(try await onOwnThread { loop.runsUntilStopped() })
  }

  @Test("stopped before it runs, it returns")
  func stoppedBefore() async throws {
    let loop = try EventLoop()
    loop.stop()
    #expect(try await onOwnThread { loop.runsUntilStopped() })
  }

  @Test func stoppedFromATaskOfItsOwn() async throws {
    let loop = try EventLoop()
    let task = Task.detached(executorPreference: loop) { loop.stop() }
    #expect(try await onOwnThread { loop.runsUntilStopped() })
    await task.value
  }

  @Test("repeatedly, on the same thread and on others")
  func runsAgain() async throws {
    let loop = try EventLoop()
    let turns = Watched(0)
    for _ in 0..<3 {
      let isStopped = try await onOwnThread {
        var isStopped = true
        for _ in 0..<3 {
          let timer = LoopTimer {
            turns.update { $0 += 1 }
            loop.stop()
          }
          loop.arm(timer, at: .now)
          isStopped = loop.runsUntilStopped() && isStopped
        }
        return isStopped
      }
      #expect(isStopped)
    }
    #expect(turns.current == 9)
  }

  @Test func isCurrentOnItsThreadOnlyAndWhileItRunsOnly() async throws {
    let loop = try EventLoop()
    let answers = try await onOwnThread {
      var answers = [loop.isCurrent]
      let timer = LoopTimer {
        answers.append(loop.isCurrent)
        loop.stop()
      }
      loop.arm(timer, at: .now)
      loop.run()
      return answers + [loop.isCurrent]
    }
    #expect(answers == [false, true, false])
    #expect(!loop.isCurrent)
  }
}
