internal import CLinux
internal import Glibc

/// What a descriptor is watched for, or found to be ready for.
package struct Readiness: OptionSet, Sendable {
  /// The bits of epoll_event's `events` (epoll_ctl(2)).
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// There is something to read, or the other side has closed.
  package static let reading = Readiness(rawValue: clinux_epoll_in)
  /// There is room to write.
  package static let writing = Readiness(rawValue: clinux_epoll_out)
  /// An error or a hang-up, which the kernel always reports.
  package static let failed = Readiness(rawValue: clinux_epoll_error | clinux_epoll_hang_up)
}

/// Is told when a descriptor it watches is ready.
package protocol DescriptorHandler: AnyObject {
  /// Called on the loop's thread, again in every turn while the descriptor stays ready.
  func ready(_ descriptor: Int32, for readiness: Readiness)
}

/// The descriptors that a loop watches, and an epoll instance that is changed as seldom as possible.
///
/// libcurl asks to watch a socket, and to stop watching it, around every single transfer. Telling the kernel each time
/// would be two system calls per page. So a descriptor that is no longer watched stays registered if its owner has
/// promised to say when it closes (``EventLoop/adopt(_:)``); it is removed only if it wakes the loop in the meantime.
struct DescriptorTable {
  private struct Entry {
    /// Nil: the descriptor is not watched.
    var handler: (any DescriptorHandler)?
    /// What the handler waits for.
    var wanted: Readiness = []
    /// What the kernel has been told; nil: the descriptor is not in the epoll set.
    var registered: Readiness?
    /// The owner will say when the descriptor closes.
    var isAdopted = false
    /// Counts the descriptor's registrations in the epoll set: events of an earlier one are stale.
    var generation: UInt32 = 0
  }

  private var entries: [Entry] = []
  private let epoll: Int32

  init(epoll: Int32) { self.epoll = epoll }

  mutating func adopt(_ descriptor: Int32) {
    grow(to: descriptor)
    let generation = entries[Int(descriptor)].generation &+ 1
    entries[Int(descriptor)] = Entry(isAdopted: true, generation: generation)
  }

  /// The descriptor is about to close; the kernel forgets it with that.
  mutating func forget(_ descriptor: Int32) {
    guard descriptor >= 0, descriptor < entries.count else { return }
    let generation = entries[Int(descriptor)].generation &+ 1
    entries[Int(descriptor)] = Entry(generation: generation)
  }

  /// - Returns: why the kernel refuses to watch it; nil if it does not.
  @discardableResult
  mutating func watch(
    _ descriptor: Int32, for wanted: Readiness, handler: any DescriptorHandler
  ) -> EventLoopError? {
    guard descriptor >= 0 else { return EventLoopError(call: "epoll_ctl", systemError: EBADF) }
    grow(to: descriptor)
    entries[Int(descriptor)].handler = handler
    entries[Int(descriptor)].wanted = wanted
    // A descriptor that is not adopted may have been closed and its number reused: `registered` may be stale.
    if entries[Int(descriptor)].registered != wanted || !entries[Int(descriptor)].isAdopted {
      return register(descriptor, wanted)
    }
    return nil
  }

  mutating func unwatch(_ descriptor: Int32) {
    guard descriptor >= 0, descriptor < entries.count else { return }
    entries[Int(descriptor)].wanted = []
    entries[Int(descriptor)].handler = nil
    if !entries[Int(descriptor)].isAdopted { unregister(descriptor) }
  }

  /// The descriptor of an event and its handler; nil if the descriptor is no longer watched.
  mutating func receiver(data: UInt64) -> (descriptor: Int32, handler: any DescriptorHandler)? {
    let descriptor = Int32(truncatingIfNeeded: data & 0xFFFF_FFFF)
    guard entries[Int(descriptor)].generation == UInt32(data >> 32) else { return nil }
    guard let handler = entries[Int(descriptor)].handler else {
      // Level-triggered: if it stayed registered, it would wake the loop in every turn.
      unregister(descriptor)
      return nil
    }
    return (descriptor, handler)
  }

  private mutating func grow(to descriptor: Int32) {
    while entries.count <= descriptor { entries.append(Entry()) }
  }

  private mutating func register(_ descriptor: Int32, _ wanted: Readiness) -> EventLoopError? {
    let data = UInt64(entries[Int(descriptor)].generation) << 32 | UInt64(UInt32(descriptor))
    let isKnown = entries[Int(descriptor)].registered != nil
    var failed =
      clinux_epoll_control(epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, wanted.rawValue, data) != 0
    if failed && (errno == ENOENT || errno == EEXIST) {
      failed =
        clinux_epoll_control(epoll, isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, wanted.rawValue, data) != 0
    }
    entries[Int(descriptor)].registered = failed ? nil : wanted
    return failed ? EventLoopError(call: "epoll_ctl", systemError: errno) : nil
  }

  private mutating func unregister(_ descriptor: Int32) {
    guard entries[Int(descriptor)].registered != nil else { return }
    // EBADF and ENOENT are normal here: the descriptor may have been closed before its owner stopped watching it.
    _ = clinux_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    entries[Int(descriptor)].registered = nil
    entries[Int(descriptor)].generation &+= 1
  }
}
