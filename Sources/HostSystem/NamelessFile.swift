internal import CLinux
internal import Glibc

/// A file in memory that has no name in any folder (memfd_create(2)). Nothing of it is left when the process ends,
/// however it ends.
///
/// Other processes of the same user can open ``path`` as long as the file is open here.
package final class NamelessFile: Sendable {
  /// The open file.
  package let descriptor: Int32

  /// Makes an empty file.
  ///
  /// - Parameter label: what `/proc/PID/fd` shows, of at most 249 bytes.
  /// - Throws: `SystemError` with the cause, such as no descriptor left.
  package init(_ label: String) throws(SystemError) {
    descriptor = clinux_nameless_file(label)
    guard descriptor >= 0 else { throw SystemError("cannot make a file in memory", systemError: errno) }
  }

  deinit { close(descriptor) }

  /// Opens the file from any process of the same user, for reading or writing.
  package var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

  /// The size in bytes; −1 if it is unknown.
  package var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : -1
  }

  /// Makes the file unchangeable, for all processes and for good, so that it can be mapped: if a mapped file shrank,
  /// reading it would end the process (SIGBUS).
  ///
  /// - Throws: `SystemError` if it cannot be sealed, for example because another process has mapped it to write.
  package func seal() throws(SystemError) {
    guard clinux_seal(descriptor) == 0 else {
      throw SystemError("cannot seal a file in memory against changes", systemError: errno)
    }
  }
}
