import EventLoop
import Foundation
import Synchronization
import TestBench
import Testing
import Timers

private final class Handler: DescriptorHandler {
  func ready(_ descriptor: Int32, for readiness: Readiness) {}
}

@Suite("A loop without references is released", .timeLimit(.minutes(1)))
struct LifetimeTests {
  @Test func withItsSignalsTimersTasksAndDescriptors() async throws {
    let isGone = try await onOwnThread {
      weak var released: EventLoop?
      do {
        let (near, far) = try LoopbackSocket.pair()
        defer { for descriptor in [near, far] { close(descriptor) } }
        let loop = try EventLoop()
        released = loop
        loop.signal {}.raise()
        loop.adopt(near)
        loop.watch(near, for: .reading, handler: Handler())
        loop.arm(LoopTimer {}, at: .now)
        Task.detached(executorPreference: loop) {}
        loop.run(turns: 3)
      }
      return released == nil
    }
    #expect(isGone)
  }

  @Test("also if a signal was raised behind its end, and it does nothing later")
  func withSignalsThatNobodyTakes() async throws {
    let (isGone, wasDelivered) = try await onOwnThread {
      weak var released: EventLoop?
      let delivered = Mutex(false)
      let signal: LoopSignal
      do {
        let loop = try EventLoop()
        released = loop
        signal = loop.signal { delivered.withLock { $0 = true } }
        loop.stop()
        loop.run()
        loop.stop()
        signal.raise()
        loop.signal {}.raise()
      }
      let isGone = released == nil
      signal.raise()
      return (isGone, delivered.withLock { $0 })
    }
    #expect(isGone && !wasDelivered)
  }

  @Test("and closes its descriptors")
  func descriptors() throws {
    func loopDescriptors() throws -> Int {
      let directory = "/proc/self/fd"
      return try FileManager.default.contentsOfDirectory(atPath: directory).count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)"))?.hasSuffix("[eventpoll]")
          == true
      }
    }
    let before = try loopDescriptors()
    for _ in 0..<100 { _ = try EventLoop() }
    // Other tests make and release loops meanwhile, but not a hundred of them.
    #expect(try loopDescriptors() < before + 100)
  }
}
