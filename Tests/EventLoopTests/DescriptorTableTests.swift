import CLinux
import Glibc
import TestBench
import Testing

@testable import EventLoop

private final class Handler: DescriptorHandler {
  func ready(_ descriptor: Int32, for readiness: Readiness) {}
}

/// A table with its own epoll instance, whose events the tests read themselves.
@Suite("A descriptor table and the kernel agree on what is watched", .timeLimit(.minutes(1)))
final class DescriptorTableTests {
  private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private var table: DescriptorTable
  private let near: Int32
  private let far: Int32
  private let handler = Handler()

  init() throws {
    table = DescriptorTable(epoll: epoll)
    (near, far) = try LoopbackSocket.pair()
  }

  deinit {
    for descriptor in [near, far, epoll] { close(descriptor) }
  }

  /// The events of epoll_wait(2), without waiting.
  private func reported() -> [(data: UInt64, readiness: Readiness)] {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 8) { events in
      let count = clinux_epoll_wait(epoll, events.baseAddress, Int32(events.count), 0)
      return (0..<max(0, Int(count))).map { place in
        (clinux_epoll_data(&events[place]), Readiness(rawValue: clinux_epoll_events(&events[place])))
      }
    }
  }

  /// The receiver of an event; nil if there is none.
  private func receiver(of event: (data: UInt64, readiness: Readiness)) -> (
    descriptor: Int32, handler: any DescriptorHandler
  )? {
    table.receiver(data: event.data)
  }

  private func makeReadable() { _ = write(far, "!", 1) }

  @Test func aReadableDescriptorIsReportedToItsHandler() throws {
    table.watch(near, for: .reading, handler: handler)
    #expect(reported().isEmpty)
    makeReadable()
    let event = try #require(reported().first)
    let found = try #require(receiver(of: event))
    #expect(found.descriptor == near)
    #expect(found.handler === handler)
    #expect(event.readiness == .reading)
  }

  @Test("The kernel's refusal is returned: a regular file cannot be watched.")
  func refused() throws {
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    try #require(file >= 0)
    defer { close(file) }
    let refusal = table.watch(file, for: .reading, handler: handler)
    #expect(refusal?.call == "epoll_ctl" && refusal?.systemError == EPERM)
    let none = table.watch(near, for: .reading, handler: handler)
    #expect(none == nil)
  }

  @Test func watchingForSomethingElseReplacesWhatWasWatched() throws {
    makeReadable()
    table.watch(near, for: .reading, handler: handler)
    table.watch(near, for: .writing, handler: handler)
    #expect(reported().map(\.readiness) == [.writing])
    table.watch(near, for: [.reading, .writing], handler: handler)
    #expect(reported().map(\.readiness) == [[.reading, .writing]])
  }

  @Test func aHangUpIsReportedAsAFailure() {
    table.watch(near, for: .reading, handler: handler)
    shutdown(far, Int32(SHUT_RDWR))
    #expect(reported().first?.readiness.isDisjoint(with: .failed) == false)
  }

  @Test("an unwatched descriptor is not in the epoll set", arguments: [false, true])
  func unwatchedIsSilent(_ isReadableBefore: Bool) {
    if isReadableBefore { makeReadable() }
    table.watch(near, for: .reading, handler: handler)
    table.unwatch(near)
    makeReadable()
    #expect(reported().isEmpty)
  }

  @Test("an adopted descriptor that is no longer watched wakes the loop at most once")
  func adoptedWakesOnce() throws {
    table.adopt(near)
    table.watch(near, for: .reading, handler: handler)
    table.unwatch(near)
    makeReadable()
    let event = try #require(reported().first, "it stays registered, which saves the system call")
    #expect(receiver(of: event) == nil)
    #expect(reported().isEmpty)
  }

  @Test("and can be watched again after that", arguments: [false, true])
  func adoptedWatchedAgain(_ wokeInBetween: Bool) throws {
    table.adopt(near)
    table.watch(near, for: .reading, handler: handler)
    table.unwatch(near)
    makeReadable()
    if wokeInBetween { for event in reported() { #expect(receiver(of: event) == nil) } }
    table.watch(near, for: .reading, handler: handler)
    let event = try #require(reported().first)
    #expect(receiver(of: event)?.handler === handler)
  }

  @Test func eventsOfAForgottenDescriptorAreDropped() throws {
    table.adopt(near)
    table.watch(near, for: .reading, handler: handler)
    makeReadable()
    let stale = try #require(reported().first)
    table.forget(near)
    #expect(receiver(of: stale) == nil)
    table.adopt(near)
    table.watch(near, for: .reading, handler: handler)
    #expect(receiver(of: stale) == nil)
    let fresh = try #require(reported().first)
    #expect(receiver(of: fresh)?.handler === handler)
  }

  @Test func eventsFromBeforeUnwatchAreDropped() throws {
    table.watch(near, for: .reading, handler: handler)
    makeReadable()
    let stale = try #require(reported().first)
    table.unwatch(near)
    table.watch(near, for: .reading, handler: handler)
    #expect(receiver(of: stale) == nil)
  }

  @Test("a descriptor can be watched whose number another one had that was closed unannounced")
  func closedBehindItsBack() throws {
    let (another, itsFar) = try LoopbackSocket.pair()
    defer { for descriptor in [another, itsFar] { close(descriptor) } }
    table.watch(near, for: .reading, handler: handler)
    dup2(another, near)
    table.watch(near, for: .reading, handler: handler)
    _ = write(itsFar, "!", 1)
    let event = try #require(reported().first)
    #expect(receiver(of: event)?.handler === handler)
  }

  @Test func unknownDescriptorsCanBeUnwatchedAndForgotten() {
    table.unwatch(-1)
    table.forget(-1)
    table.unwatch(10_000)
    table.forget(10_000)
    table.watch(-1, for: .reading, handler: handler)
    #expect(reported().isEmpty)
  }

  @Test func unwatchingReleasesTheHandler() {
    weak var released: Handler?
    do {
      let handler = Handler()
      released = handler
      table.adopt(near)
      table.watch(near, for: .reading, handler: handler)
      table.unwatch(near)
    }
    #expect(released == nil)
  }
}
