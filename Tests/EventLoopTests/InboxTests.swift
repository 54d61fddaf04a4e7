import Testing

@testable import EventLoop

@Suite("An inbox wakes its loop at most once per sleep", .timeLimit(.minutes(1)))
final class InboxTests {
  private var inbox = Inbox()
  private var jobs: [UnownedJob] = []
  private var signals: [LoopSignal] = []
  private let signal: LoopSignal

  init() throws { signal = try EventLoop().signal {} }

  /// - Returns: for each added signal, whether its sender must wake the loop.
  private func add(_ count: Int) -> [Bool] { (0..<count).map { _ in inbox.add(signal) } }

  private func fallAsleep() -> Bool { inbox.fallAsleep() }

  /// - Returns: the number of signals.
  private func empty() -> Int {
    defer { signals.removeAll() }
    inbox.exchange(jobs: &jobs, signals: &signals)
    return signals.count
  }

  @Test func anAwakeLoopIsNotWoken() {
    #expect(add(3) == [false, false, false])
  }

  @Test func theFirstSenderWakesASleepingLoop() {
    #expect(fallAsleep())
    #expect(add(3) == [true, false, false])
  }

  @Test func aLoopWithSomethingToDoMayNotSleep() {
    #expect(add(1) == [false])
    #expect(!fallAsleep())
    #expect(add(1) == [false])
    #expect(empty() == 2)
  }

  @Test func onceEmptiedItMaySleepAgainAndBeWokenAgain() {
    for _ in 0..<3 {
      #expect(fallAsleep())
      #expect(add(2) == [true, false])
      #expect(empty() == 2)
    }
  }

  @Test func aLoopThatSomethingElseWokeIsNotWokenAgain() {
    #expect(fallAsleep())
    #expect(empty() == 0)
    #expect(add(1) == [false])
  }
}
