import EventLoop
import Performers
import TestBench
import Testing
import Workload

@Suite("A computing unit has the same answer in every kind of performer", .timeLimit(.minutes(1)))
struct ComputingTests {
  private static let computation = Computation(pageBytes: 100, passes: 3)
  /// Computed independently, in Python.
  private static let answer: UInt32 = 0x2d50_d727

  private func blocking(_ performer: consuming some BlockingPerformer & ~Copyable) -> Outcome {
    performer.perform(Unit(index: 0))
  }

  private func suspending(_ performer: some AsyncPerformer) async -> Outcome {
    await performer.perform(Unit(index: 0))
  }

  /// Fetches that end at once with a given outcome.
  private struct Fetched: BlockingPerformer, AsyncPerformer {
    var outcome: Outcome

    func perform(_ unit: Unit) -> Outcome { outcome }
    func perform(_ unit: Unit) async -> Outcome { outcome }
  }

  @Test("In one piece or several, even in more than there are passes.", arguments: [nil, 1, 2, 3, 5])
  func alone(slices: Int?) async {
    var computation = Self.computation
    computation.slices = slices
    let computing = Computing(computation, stop: StopFlag())
    for outcome in [blocking(computing), await suspending(computing)] {
      #expect(outcome == Outcome(answer: Self.answer, thread: outcome.thread))
      #expect(outcome.thread > 0)
    }
  }

  @Test func afterAFetch() async {
    let computing = Computing(Self.computation, stop: StopFlag())
    let good = Outcome(httpStatus: 200, bytes: 100, thread: 7)
    let bad = Outcome(fault: .timedOut, thread: 7)
    for outcome in [
      blocking(FetchThenCompute(Fetched(outcome: good), computing)),
      await suspending(FetchThenCompute(Fetched(outcome: good), computing)),
    ] {
      #expect(outcome == Outcome(httpStatus: 200, bytes: 100, answer: Self.answer, thread: outcome.thread))
    }
    #expect(blocking(FetchThenCompute(Fetched(outcome: bad), computing)) == bad)
    #expect(await suspending(FetchThenCompute(Fetched(outcome: bad), computing)) == bad)
  }

  @Test func onALoopItEndsAfterItHasStarted() async throws {
    let log = try await onOwnThread {
      let loop = try EventLoop()
      let computing = OnLoop(Computing(Self.computation, stop: StopFlag()), on: loop)
      var log: [String] = []
      for index in 0..<2 {
        computing.start(Unit(index: index)) { outcome in
          log.append("ended \(index) with \(outcome.answer == Self.answer)")
          if index == 1 { loop.stop() }
        }
        log.append("started \(index)")
      }
      loop.run()
      return log
    }
    #expect(log == ["started 0", "started 1", "ended 0 with true", "ended 1 with true"])
  }

  @Test(arguments: [nil, 2])
  func aRaisedFlagEndsIt(slices: Int?) async {
    let stop = StopFlag()
    stop.raise()
    var computation = Self.computation
    computation.slices = slices
    let computing = Computing(computation, stop: stop)
    #expect(blocking(computing).fault == .cancelled)
    #expect(await suspending(computing).fault == .cancelled)
  }
}
