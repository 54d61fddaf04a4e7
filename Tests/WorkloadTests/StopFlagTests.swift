import Foundation
import Testing
import Workload

@Suite("Whoever waits on a stop flag is woken by it", .timeLimit(.minutes(1)))
struct StopFlagTests {
  /// CLOCK_MONOTONIC, so many seconds from now.
  private func moment(in seconds: Double) -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) + Int64(seconds * 1e9)
  }

  @Test func notRaisedItWaitsUntilTheMoment() {
    let end = moment(in: 0.02)
    #expect(!StopFlag().wait(until: end))
    #expect(moment(in: 0) >= end)
  }

  @Test func aMomentThatIsPastIsNotWaitedFor() { #expect(!StopFlag().wait(until: moment(in: -1))) }

  @Test func raisedBeforehandItDoesNotWait() {
    let stop = StopFlag()
    stop.raise()
    #expect(stop.wait(until: moment(in: 3600)))
  }

  @Test func everyWaiterIsWoken() async {
    let stop = StopFlag()
    let end = moment(in: 3600)
    // Threads of their own: the pool that tests run on has too few of them to block.
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
