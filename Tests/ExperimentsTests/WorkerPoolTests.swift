import Experiments
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WorkerPoolTests {
  private let five = [120.0, 180, 350, 90, 260]

  @Test("One worker takes the sum of all durations.")
  func oneWorker() {
    #expect(WorkerPool(fixed: 1).makespan(of: five) == 1000)
    #expect(WorkerPool(fixed: 1).completions(of: five) == [120, 300, 650, 740, 1000])
  }

  /// By hand. One worker has the first unit until 120 and the third until 470; the other has the second until 180, the
  /// fourth until 270 and the fifth until 530.
  @Test func twoWorkers() {
    #expect(WorkerPool(fixed: 2).completions(of: five) == [120, 180, 470, 270, 530])
    #expect(WorkerPool(fixed: 2).makespan(of: five) == 530)
  }

  /// By hand. The fourth unit follows the first and ends at 210; the fifth follows the second and ends at 440.
  @Test func threeWorkers() {
    #expect(WorkerPool(fixed: 3).completions(of: five) == [120, 180, 350, 210, 440])
  }

  @Test("With as many workers as units, the longest unit counts.")
  func enoughWorkers() {
    #expect(WorkerPool(fixed: 5).makespan(of: five) == 350)
    #expect(WorkerPool(fixed: 6400).makespan(of: five) == 350)
  }

  @Test("Equal units run in waves.", arguments: [(1, 1.0), (3, 1), (4, 2), (6, 2), (7, 3)])
  func equalUnits(count: Int, waves: Double) {
    #expect(WorkerPool(fixed: 3).makespan(of: [Double](repeating: 1, count: count)) == waves)
  }

  /// By hand. The first worker has units until 0.6 and 1.2. The second worker joins at 1 and has the third unit until
  /// 1.6; the first has the fourth until 1.8. The third would join at 2; the second takes the fifth unit at 1.6.
  @Test func growingPool() {
    let ends = WorkerPool(initial: 1, growingTo: 10).completions(of: [0.6, 0.6, 0.6, 0.6, 0.6])
    let expected = [0.6, 1.2, 1.6, 1.8, 2.2]
    for (end, right) in zip(ends, expected) { #expect(abs(end - right) < 1e-12) }
    #expect(WorkerPool(initial: 1, growingTo: 1).makespan(of: [0.6, 0.6, 0.6]) == 3 * 0.6)
  }

  @Test func nothingToDo() {
    #expect(WorkerPool(fixed: 3).makespan(of: []) == 0)
    #expect(WorkerPool(initial: 0, growingTo: 0).initial == 1)
  }
}
