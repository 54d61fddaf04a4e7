import PageProtocol
import Testing
import Timers

@Suite("A timer heap agrees with a sorted list", .timeLimit(.minutes(1)))
struct TimerHeapTests {
  @Test("under any sequence of arming, moving, disarming and taking", arguments: 0..<20)
  func agrees(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let timers = (0..<50).map { _ in LoopTimer {} }
    var heap = TimerHeap()
    var deadlines: [Int: Int64] = [:]
    var now: Int64 = 0
    for _ in 0..<1000 {
      let which = Int.random(in: timers.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        // Few distinct deadlines, because equal ones are the difficult case for a heap.
        let deadline = now + Int64.random(in: 0..<20, using: &random)
        heap.arm(timers[which], at: Deadline(nanoseconds: deadline))
        deadlines[which] = deadline
      case 2:
        heap.disarm(timers[which])
        deadlines[which] = nil
      default:
        now += Int64.random(in: 0..<5, using: &random)
        let due = deadlines.values.filter { $0 <= now }.sorted()
        var taken: [Int64] = []
        while let timer = heap.takeDue(Deadline(nanoseconds: now)) {
          let index = try #require(timers.firstIndex { $0 === timer })
          let deadline = deadlines.removeValue(forKey: index)
          taken.append(try #require(deadline))
        }
        try #require(taken == due)
      }
      try #require(heap.count == deadlines.count)
      try #require(heap.soonest?.nanoseconds == deadlines.values.min())
      try #require(timers.indices.filter { timers[$0].isArmed } == deadlines.keys.sorted())
    }
  }

  @Test func nothingIsDueBeforeItsDeadline() {
    var heap = TimerHeap()
    heap.arm(LoopTimer {}, at: Deadline(nanoseconds: 10))
    let taken = [9, 10, 10].map { heap.takeDue(Deadline(nanoseconds: $0)) != nil }
    #expect(taken == [false, true, false])
  }

  @Test func disarmingAgainDoesNothing() {
    var heap = TimerHeap()
    let timer = LoopTimer {}
    heap.disarm(timer)
    heap.arm(timer, at: Deadline(nanoseconds: 1))
    heap.disarm(timer)
    heap.disarm(timer)
    #expect(heap.count == 0)
    #expect(heap.soonest == nil)
  }
}
