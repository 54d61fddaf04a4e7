import Curl
import Foundation

/// Drives a multi handle with poll(2) on one thread, without an event loop, and records its calls.
final class PollDriver: MultiHandleDriver {
  private(set) var opened: [Int32] = []
  private(set) var closed: [Int32] = []
  private(set) var ended: [(transfer: UnsafeMutableRawPointer, code: UInt32)] = []
  var whenEnded: () -> Void = {}
  private var wanted: [Int32: Int16] = [:]
  private var timerMilliseconds: Int?

  var watchedCount: Int { wanted.count }

  func watch(_ socket: Int32, reading: Bool, writing: Bool) {
    let events = (reading ? Int16(POLLIN) : 0) | (writing ? Int16(POLLOUT) : 0)
    wanted[socket] = events == 0 ? nil : events
  }

  func setTimer(milliseconds: Int?) { timerMilliseconds = milliseconds }
  func opened(_ socket: Int32) { opened.append(socket) }
  func closing(_ socket: Int32) { closed.append(socket) }

  func ended(_ transfer: UnsafeMutableRawPointer, code: UInt32) {
    ended.append((transfer, code))
    whenEnded()
  }

  /// Waits for sockets and timers until `isDone` returns true, which may depend on the server, too.
  ///
  /// - Returns: whether it did; false after 20 seconds.
  func drive(_ multi: MultiHandle, until isDone: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .seconds(20)
    while !isDone() {
      guard ContinuousClock.now < end else { return false }
      var polled = wanted.map { pollfd(fd: $0.key, events: $0.value, revents: 0) }
      let timeout = min(10, timerMilliseconds ?? 10)
      let count = poll(&polled, nfds_t(polled.count), Int32(timeout))
      if count == 0, let left = timerMilliseconds {
        timerMilliseconds = left > timeout ? left - timeout : nil
        if left <= timeout { multi.timedOut() }
      }
      for entry in polled where entry.revents != 0 && wanted[entry.fd] != nil {
        multi.ready(
          entry.fd, reading: entry.revents & Int16(POLLIN) != 0, writing: entry.revents & Int16(POLLOUT) != 0,
          failed: entry.revents & Int16(POLLERR | POLLHUP) != 0)
      }
    }
    return true
  }
}
