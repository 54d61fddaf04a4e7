import EventLoop
import Foundation
import TestBench
import Testing

@Suite("A signal is delivered, once for all raises before its handler", .timeLimit(.minutes(1)))
struct LoopSignalTests {
  @Test func raisedManyTimesIsDeliveredOnce() async throws {
    let deliveries = try await onOwnThread {
      let loop = try EventLoop()
      let deliveries = Watched(0)
      let signal = loop.signal { deliveries.update { $0 += 1 } }
      for _ in 0..<10 { signal.raise() }
      loop.run(turns: 5)
      return deliveries.current
    }
    #expect(deliveries == 1)
  }

  @Test func raisedAgainIsDeliveredAgain() async throws {
    let deliveries = try await onOwnThread {
      let loop = try EventLoop()
      let deliveries = Watched(0)
      let signal = loop.signal { deliveries.update { $0 += 1 } }
      for _ in 0..<3 {
        signal.raise()
        loop.run(turns: 2)
      }
      return deliveries.current
    }
    #expect(deliveries == 3)
  }

  @Test func raisedWithinItsOwnHandlerIsDeliveredInTheNextTurn() async throws {
    let deliveries = try await onOwnThread {
      let loop = try EventLoop()
      let deliveries = Watched(0)
      let itself = Watched<LoopSignal?>(nil)
      let signal = loop.signal {
        let count = deliveries.update { count in
          count += 1
          return count
        }
        if count < 4 { itself.current?.raise() } else { loop.stop() }
      }
      itself.update { $0 = signal }
      signal.raise()
      let isStopped = loop.runsUntilStopped()
      itself.update { $0 = nil }
      return isStopped ? deliveries.current : -1
    }
    #expect(deliveries == 4)
  }

  @Test("from many threads, the last raise is never lost")
  func neverLost() async throws {
    let loop = try EventLoop()
    let (threads, raises) = (8, 2000)
    let sent = Watched(0)
    let signal = loop.signal { if sent.current == threads * raises { loop.stop() } }
    for _ in 0..<threads {
      Thread {
        for _ in 0..<raises {
          sent.update { $0 += 1 }
          signal.raise()
        }
      }.start()
    }
    let isStopped = try await onOwnThread { loop.runsUntilStopped() }
    #expect(isStopped)
  }

  @Test("what was written before a raise is visible to the handler, without a lock")
  func publishes() async throws {
    final class Box: @unchecked Sendable { var value = 0 }
    let loop = try EventLoop()
    for round in 1...50 {
      let box = Box()
      let signal = loop.signal { if box.value == round { loop.stop() } }
      Thread {
        box.value = round
        signal.raise()
      }.start()
      let isStopped = try await onOwnThread { loop.runsUntilStopped() }
      #expect(isStopped)
    }
  }
}
