import EventLoop
import PageProtocol
import TestBench
import Testing
import Timers

@Suite("Timers fire in order, and not before their deadlines", .timeLimit(.minutes(1)))
struct LoopTimerTests {
  @Test func inTheOrderOfTheirDeadlinesAndNeverEarly() async throws {
    let (fired, early) = try await onOwnThread {
      let loop = try EventLoop()
      var random = SeededGenerator(seed: 1)
      let start = Deadline.now
      let deadlines = (0..<200).map { _ in start + Int64.random(in: 0..<20_000_000, using: &random) }
      var fired: [Deadline] = []
      var early = 0
      let timers = deadlines.map { deadline in
        LoopTimer {
          if Deadline.now < deadline { early += 1 }
          fired.append(deadline)
          if fired.count == deadlines.count { loop.stop() }
        }
      }
      for (timer, deadline) in zip(timers, deadlines) { loop.arm(timer, at: deadline) }
      guard loop.runsUntilStopped() else { return ([Deadline](), early) }
      return (fired, early)
    }
    #expect(fired.count == 200)
    #expect(fired == fired.sorted())
    #expect(early == 0)
  }

  @Test("a timer that is already due does not fire from within `arm`")
  func neverFromWithinArm() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      var log: [String] = []
      let timer = LoopTimer {
        log.append("fired")
        loop.stop()
      }
      loop.arm(timer, at: .now)
      loop.arm(timer, at: Deadline(nanoseconds: 0))
      log.append("armed")
      return loop.runsUntilStopped() ? log : []
    }
    #expect(log == ["armed", "fired"])
  }

  @Test func aDisarmedTimerDoesNotFire() async throws {
    let fired = try await onOwnThread {
      let loop = try EventLoop()
      var fired: [Int] = []
      let timers = (0..<6).map { index in LoopTimer { fired.append(index) } }
      for timer in timers { loop.arm(timer, at: .now) }
      for index in [0, 3, 5] { loop.disarm(timers[index]) }
      loop.run(turns: 3)
      return fired
    }
    #expect(fired == [1, 2, 4])
  }

  @Test func aTimerCanDisarmOneThatIsDueWithIt() async throws {
    let fired = try await onOwnThread {
      let loop = try EventLoop()
      var fired: [String] = []
      let second = LoopTimer { fired.append("second") }
      let first = LoopTimer {
        fired.append("first")
        loop.disarm(second)
      }
      loop.arm(first, at: Deadline(nanoseconds: 1))
      loop.arm(second, at: Deadline(nanoseconds: 2))
      loop.run(turns: 3)
      return fired
    }
    #expect(fired == ["first"])
  }

  @Test func aMovedTimerFiresOnceAtItsNewDeadline() async throws {
    let fired = try await onOwnThread {
      let loop = try EventLoop()
      var fired: [String] = []
      let moved = LoopTimer { fired.append("moved") }
      let other = LoopTimer { fired.append("other") }
      loop.arm(moved, at: Deadline(nanoseconds: 1))
      loop.arm(other, at: Deadline(nanoseconds: 2))
      loop.arm(moved, at: Deadline(nanoseconds: 3))
      loop.run(turns: 3)
      return fired
    }
    #expect(fired == ["other", "moved"])
  }

  @Test("a timer that is always due does not starve the loop")
  func alwaysDue() async throws {
    let isStopped = try await onOwnThread {
      let loop = try EventLoop()
      var firings = 0
      var timer: LoopTimer?
      let restless = LoopTimer {
        firings += 1
        if firings == 10 { loop.stop() }
        if firings < 10_000, let timer { loop.arm(timer, at: Deadline(nanoseconds: 0)) }
      }
      timer = restless
      defer { timer = nil }
      loop.arm(restless, at: .now)
      loop.run()
      loop.disarm(restless)
      return firings < 10_000
    }
    #expect(isStopped)
  }

  @Test func aFiredTimerCanBeArmedAgainFromWithin() async throws {
    let firings = try await onOwnThread {
      let loop = try EventLoop()
      var firings = 0
      var timer: LoopTimer?
      let repeating = LoopTimer {
        firings += 1
        if firings == 5 { loop.stop() } else if let timer { loop.arm(timer, at: .now + 100_000) }
      }
      timer = repeating
      defer { timer = nil }
      loop.arm(repeating, at: .now)
      return loop.runsUntilStopped() ? firings : -1
    }
    #expect(firings == 5)
  }
}
