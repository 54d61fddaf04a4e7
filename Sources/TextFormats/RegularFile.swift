import Foundation

/// A file that is open for reading, and is a regular one: to open a FIFO would wait for a writer, and a device may have
/// no end.
package struct RegularFile: ~Copyable {
  /// The length in bytes when it was opened.
  package let length: Int
  private let path: String
  private let descriptor: Int32

  /// Opens a file; a symbolic link to a regular file is followed.
  ///
  /// - Throws: if there is none, it cannot be read, or it is a folder, FIFO, socket or device.
  package init(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("read", path) }
    do throws(FileError) {
      length = try Self.length(descriptor, path, attempt: "read")
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Appends bytes of the file to `buffer`; fewer than `count` if the file ends before.
  package func read(_ count: Int, at offset: Int, appendingTo buffer: inout [UInt8]) throws(FileError) {
    var failure: Int32 = 0
    buffer += [UInt8](unsafeUninitializedCapacity: count) { memory, done in
      while done < count {
        let found = pread(descriptor, memory.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
        if found < 0 && errno == EINTR { continue }
        if found < 0 { failure = errno }
        guard found > 0 else { return }
        done += found
      }
    }
    guard failure == 0 else { throw FileError("read", path, errno: failure) }
  }

  /// The contents of a whole file.
  ///
  /// - Parameter limit: the most bytes that such a file can have.
  package static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try RegularFile(path)
    guard file.length <= limit else {
      throw FileError("read", path, cause: "it has \(file.length) bytes, more than the \(limit) that it can have")
    }
    var bytes: [UInt8] = []
    try file.read(file.length, at: 0, appendingTo: &bytes)
    return bytes
  }

  /// The length of an open file.
  ///
  /// - Throws: if it is not a regular one.
  package static func length(_ descriptor: Int32, _ path: String, attempt: String) throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(attempt, path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(attempt, path, cause: "it is a \(kind(status.st_mode)), not a regular file")
    }
    return Int(status.st_size)
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "folder"
    case S_IFIFO: "FIFO"
    case S_IFSOCK: "socket"
    default: "device"
    }
  }
}
