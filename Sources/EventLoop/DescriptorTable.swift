internal import CLinux
internal import Glibc

/// The descriptors that a loop watches, and an epoll instance that is changed as seldom as possible.
///
/// libcurl asks to watch a socket and to stop watching it around every single transfer. Saying so to the kernel each time
/// is two system calls a page, so what is no longer wanted stays registered while its owner promises to say when it closes
/// (``EventLoop/adopt(_:)``); only if it wakes the loop in the meantime is it taken out.
struct DescriptorTable {
  private struct Entry {
    /// Nil: nobody watches the descriptor.
    var handler: (any DescriptorHandler)?
    /// What the handler wants.
    var wanted: Readiness = []
    /// What the kernel has been told; nil: the descriptor is not in the epoll set.
    var registered: Readiness?
    /// The owner will say when the descriptor closes.
    var isAdopted = false
    /// Counts the descriptor's lives in the epoll set: events of an earlier one are stale.
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

  /// The descriptor closes, and with it whatever the kernel knew of it.
  mutating func forget(_ descriptor: Int32) {
    guard descriptor >= 0, descriptor < entries.count else { return }
    let generation = entries[Int(descriptor)].generation &+ 1
    entries[Int(descriptor)] = Entry(generation: generation)
  }

  /// - Returns: why the kernel refuses; nil: it watches.
  @discardableResult
  mutating func watch(
    _ descriptor: Int32, for wanted: Readiness, handler: any DescriptorHandler
  ) -> EventLoopError? {
    guard descriptor >= 0 else { return EventLoopError(call: "epoll_ctl", systemError: EBADF) }
    grow(to: descriptor)
    entries[Int(descriptor)].handler = handler
    entries[Int(descriptor)].wanted = wanted
    // An unannounced descriptor may have been closed and its number given to another: what we think we know is old.
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

  /// Who is to hear of an event, if anybody still wants it.
  mutating func receiver(data: UInt64) -> (descriptor: Int32, handler: any DescriptorHandler)? {
    let descriptor = Int32(truncatingIfNeeded: data & 0xFFFF_FFFF)
    guard entries[Int(descriptor)].generation == UInt32(data >> 32) else { return nil }
    guard let handler = entries[Int(descriptor)].handler else {
      // Level-triggered: left in, it would wake the loop again and again.
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
