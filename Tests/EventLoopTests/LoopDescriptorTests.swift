import EventLoop
import Foundation
import TestBench
import Testing

/// Calls a closure when a descriptor is ready.
private final class Handler: DescriptorHandler {
  var onReady: (Int32, Readiness) -> Void

  init(_ onReady: @escaping (Int32, Readiness) -> Void) { self.onReady = onReady }

  func ready(_ descriptor: Int32, for readiness: Readiness) { onReady(descriptor, readiness) }
}

@Suite("A loop reports ready descriptors to their handlers", .timeLimit(.minutes(1)))
struct LoopDescriptorTests {
  private static func read(_ descriptor: Int32) {
    var byte: UInt8 = 0
    _ = Foundation.read(descriptor, &byte, 1)
  }

  @Test("bytes from another thread are reported each time")
  func readable() async throws {
    let (near, far) = try LoopbackSocket.pair()
    defer { for descriptor in [near, far] { close(descriptor) } }
    let heard = Watched(0)
    Thread {
      for count in 0..<10 {
        _ = write(far, "!", 1)
        _ = heard.waits { $0 > count }
      }
    }.start()
    let isStopped = try await onOwnThread {
      let loop = try EventLoop()
      let handler = Handler { descriptor, _ in
        Self.read(descriptor)
        if heard.update({ count in
          count += 1; return count
        }) == 10 {
          loop.stop()
        }
      }
      loop.watch(near, for: .reading, handler: handler)
      defer { loop.unwatch(near) }
      return loop.runsUntilStopped()
    }
    #expect(isStopped)
    #expect(heard.current == 10)
  }

  @Test("unread bytes are reported again until the descriptor is unwatched", arguments: [false, true])
  func levelTriggered(_ isAdopted: Bool) async throws {
    let calls = try await onOwnThread {
      let loop = try EventLoop()
      let (near, far) = try LoopbackSocket.pair()
      defer { for descriptor in [near, far] { close(descriptor) } }
      var calls = 0
      let handler = Handler { descriptor, _ in
        calls += 1
        if calls == 3 { loop.unwatch(descriptor) }
      }
      if isAdopted { loop.adopt(near) }
      loop.watch(near, for: .reading, handler: handler)
      _ = write(far, "!", 1)
      loop.run(turns: 10)
      loop.forget(near)
      return calls
    }
    #expect(calls == 3)
  }

  @Test func readinessDistinguishesReadingAndWriting() async throws {
    let heard = try await onOwnThread {
      let loop = try EventLoop()
      let (near, far) = try LoopbackSocket.pair()
      defer { close(near) }
      var heard: [Readiness] = []
      let handler = Handler { descriptor, readiness in
        heard.append(readiness)
        loop.unwatch(descriptor)
      }
      loop.watch(near, for: .writing, handler: handler)
      loop.run(turns: 1)
      _ = write(far, "!", 1)
      loop.watch(near, for: [.reading, .writing], handler: handler)
      loop.run(turns: 1)
      close(far)
      loop.watch(near, for: .reading, handler: handler)
      loop.run(turns: 1)
      return heard
    }
    try #require(heard.count == 3)
    #expect(heard[0] == .writing)
    #expect(heard[1] == [.reading, .writing])
    #expect(heard[2].contains(.reading))
    #expect(!heard[2].isDisjoint(with: .failed))
  }

  /// How a descriptor's owner ends its watching.
  enum Ending: CaseIterable {
    case forget
    case unwatch
  }

  @Test("of two handlers that are ready together, one can end the other's watching", arguments: Ending.allCases)
  func endedByAnother(_ ending: Ending) async throws {
    let calls = try await onOwnThread {
      let loop = try EventLoop()
      let pairs = [try LoopbackSocket.pair(), try LoopbackSocket.pair()]
      defer { for (near, far) in pairs { for descriptor in [near, far] { close(descriptor) } } }
      var calls = 0
      let handler = Handler { _, _ in
        calls += 1
        for (near, _) in pairs { ending == .forget ? loop.forget(near) : loop.unwatch(near) }
        // The kernel would continue to report forgotten descriptors; their owner has promised to close them.
        if ending == .forget { for (near, far) in pairs { dup2(far, near) } }
      }
      for (near, far) in pairs {
        if ending == .forget { loop.adopt(near) }
        loop.watch(near, for: .reading, handler: handler)
        _ = write(far, "!", 1)
      }
      loop.run(turns: 5)
      return calls
    }
    #expect(calls == 1)
  }

  @Test("events of a closed descriptor do not reach the next one with its number", arguments: Ending.allCases)
  func staleNews(_ ending: Ending) async throws {
    let (calls, callsToNext) = try await onOwnThread {
      let loop = try EventLoop()
      let pairs = [try LoopbackSocket.pair(), try LoopbackSocket.pair()]
      let next = try LoopbackSocket.pair()
      defer { for (near, far) in pairs + [next] { for descriptor in [near, far] { close(descriptor) } } }
      var calls = 0
      var callsToNext = 0
      let nextHandler = Handler { _, _ in callsToNext += 1 }
      let handler = Handler { descriptor, _ in
        calls += 1
        loop.unwatch(descriptor)
        for (near, _) in pairs where near != descriptor {
          ending == .forget ? loop.forget(near) : loop.unwatch(near)
          dup2(next.0, near)
          if ending == .forget { loop.adopt(near) }
          loop.watch(near, for: .reading, handler: nextHandler)
        }
      }
      for (near, far) in pairs {
        if ending == .forget { loop.adopt(near) }
        loop.watch(near, for: .reading, handler: handler)
        _ = write(far, "!", 1)
      }
      loop.run(turns: 5)
      return (calls, callsToNext)
    }
    #expect(calls == 1)
    #expect(callsToNext == 0)
  }

  @Test("a handler may watch and unwatch any number of descriptors while it is called")
  func reentrant() async throws {
    let calls = try await onOwnThread {
      let loop = try EventLoop()
      var pairs: [(Int32, Int32)] = []
      for _ in 0..<100 { pairs.append(try LoopbackSocket.pair()) }
      defer { for (near, far) in pairs { for descriptor in [near, far] { close(descriptor) } } }
      var calls = 0
      var handler: Handler?
      let opener = Handler { descriptor, _ in
        Self.read(descriptor)
        calls += 1
        loop.unwatch(descriptor)
        guard calls < pairs.count, let handler else { return loop.stop() }
        // Increasing numbers, so that the loop's table grows during a call from it.
        loop.watch(pairs[calls].0, for: .reading, handler: handler)
        _ = write(pairs[calls].1, "!", 1)
      }
      handler = opener
      defer { handler = nil }
      loop.watch(pairs[0].0, for: .reading, handler: opener)
      _ = write(pairs[0].1, "!", 1)
      return loop.runsUntilStopped() ? calls : -1
    }
    #expect(calls == 100)
  }
}
