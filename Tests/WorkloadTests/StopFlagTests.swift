import Foundation
import Testing
import Workload

@Suite("A stop flag wakes its waiters", .timeLimit(.minutes(1)))
struct StopFlagTests {
  /// The moment in a number of seconds, in nanoseconds on CLOCK_MONOTONIC.
  private func moment(in seconds: Double) -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) + Int64(seconds * 1e9)
  }

  @Test func aWaitEndsAtItsDeadline() {
    let end = moment(in: 0.02)
    #expect(!StopFlag().wait(until: end))
    #expect(moment(in: 0) >= end)
  }

  @Test func aDeadlineInThePastEndsTheWaitAtOnce() { #expect(!StopFlag().wait(until: moment(in: -1))) }

  @Test func aRaisedFlagEndsTheWaitAtOnce() {
    let stop = StopFlag()
    stop.raise()
    #expect(stop.wait(until: moment(in: 3600)))
  }

  @Test func everyWaiterIsWoken() async {
    let stop = StopFlag()
    let end = moment(in: 3600)
    // Threads of their own: the pool that runs tests has too few threads to block 30.
    let waiters = AsyncStream<Bool> { woken in
      for _ in 0..<30 { Thread { woken.yield(stop.wait(until: end)) }.start() }
    }
    stop.raise()
    var woken = 0
    for await isRaised in waiters where isRaised {
      woken += 1
      if woken == 30 { break }
    }
    #expect(woken == 30)
  }
}
