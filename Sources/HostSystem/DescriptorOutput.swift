internal import Glibc

/// Writes bytes to a file descriptor.
package enum DescriptorOutput {
  /// Why bytes could not be written.
  package struct Failure: Error, CustomStringConvertible {
    /// The error number of the system call.
    package var code: Int32

    package var description: String { "cannot write: \(String(cString: strerror(code)))" }
  }

  /// Writes all bytes. Waits while the descriptor is full, but no longer than a second after a signal has asked the
  /// program to end (``Interruption/hasCome``).
  ///
  /// - Throws: ``Failure`` if not all bytes could be written.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    // poll(2) ignores a negative one.
    guard descriptor >= 0 else { throw Failure(code: EBADF) }
    let longestPiece = isFile(descriptor) ? bytes.count : Int(PIPE_BUF)
    var rest = bytes[...]
    var end: Int?
    while !rest.isEmpty {
      if isWritable(descriptor, within: 100) {
        // A pipe that poll(2) calls writable takes this many bytes without blocking (pipe(7)).
        let result = writeOnce(rest.prefix(longestPiece), to: descriptor)
        if result >= 0 {
          rest = rest.dropFirst(result)
          continue
        }
        guard -result == EAGAIN else { throw Failure(code: Int32(-result)) }
        // Another process has filled it meanwhile, or it calls itself writable with too little room.
        usleep(1000)
      }
      guard Interruption.hasCome else { continue }
      end = end ?? now + 1000
      if let end, now >= end { throw Failure(code: EINTR) }
    }
  }

  /// A terminal or pipe as a descriptor to which a write never blocks, or the same descriptor if that is not possible.
  ///
  /// The flag O_NONBLOCK belongs to the open file, which other processes share, so it is opened again.
  static func nonBlocking(_ descriptor: Int32) -> Int32 {
    var status = stat()
    guard fstat(descriptor, &status) == 0, [S_IFCHR, S_IFIFO].contains(status.st_mode & S_IFMT) else {
      return descriptor
    }
    let again = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    return again >= 0 ? again : descriptor
  }

  private static func isFile(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes what a non-blocking descriptor takes within a time, and drops the rest. Errors are ignored.
  ///
  /// - Parameter milliseconds: the longest time to wait, in all; 0 for none.
  static func offer(_ bytes: [UInt8], to descriptor: Int32, within milliseconds: Int) {
    var rest = bytes[...]
    let end = now + milliseconds
    while !rest.isEmpty {
      guard isWritable(descriptor, within: Int32(max(0, end - now))) else { return }
      // A pipe that poll(2) calls writable takes this many bytes without blocking (pipe(7)).
      let result = writeOnce(rest.prefix(Int(PIPE_BUF)), to: descriptor)
      if result >= 0 {
        rest = rest.dropFirst(result)
      } else if -result != EAGAIN || now >= end {
        return
      }
    }
  }

  /// - Returns: the number of bytes written, or the negative error number.
  private static func writeOnce(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int {
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { return count }
      // A write that takes nothing and gives no reason would be repeated without end.
      let code = count == 0 ? EIO : errno
      if code != EINTR { return Int(code == EWOULDBLOCK ? -EAGAIN : -code) }
    }
  }

  /// - Returns: whether a write would not block, be it that it fails.
  @discardableResult
  private static func isWritable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let count = poll(&entry, 1, milliseconds)
    return count > 0
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
