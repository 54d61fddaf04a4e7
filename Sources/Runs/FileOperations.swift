import Foundation
package import TextFormats

/// System calls on a file that only grows, or is truncated to an earlier length.
enum AppendOnlyFile {
  /// Makes a file with `text`, and waits until it is on disk.
  ///
  /// - Throws: also if there is a file of that name.
  static func make(_ path: String, with text: String) throws(FileError) {
    try write(text, to: path, O_CREAT | O_EXCL)
  }

  /// Appends `text` to a file and waits until it is on disk.
  static func append(_ text: String, to path: String) throws(FileError) { try write(text, to: path, O_APPEND) }

  private static func write(_ text: String, to path: String, _ flags: Int32) throws(FileError) {
    let descriptor = try opened(path, flags)
    defer { close(descriptor) }
    var rest = ArraySlice(Array(text.utf8))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError("write to", path) }
      rest = rest.dropFirst(count)
    }
    guard fdatasync(descriptor) == 0 else { throw FileError("write to", path) }
  }

  /// Opens a regular file to write to it. A symbolic link could lead out of the run's folder, and a FIFO would wait.
  private static func opened(_ path: String, _ flags: Int32) throws(FileError) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags, 0o644)
    guard descriptor >= 0 else {
      throw errno == ELOOP ? FileError("write to", path, cause: "it is a symbolic link") : FileError("write to", path)
    }
    do throws(FileError) { _ = try RegularFile.length(descriptor, path, attempt: "write to") } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The file's length in bytes; nil if there is no such file.
  static func length(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Truncates the file to `length` bytes, and waits until that is on disk.
  static func cut(_ path: String, to length: Int) throws(FileError) {
    let descriptor = try opened(path, 0)
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(length)) == 0, fdatasync(descriptor) == 0 else {
      throw FileError("truncate", path)
    }
  }

  /// Checks that a file can be written to, without changing it.
  static func check(_ path: String) throws(FileError) { close(try opened(path, 0)) }
}

/// System calls on a folder. Foundation's errors name neither the folder nor, on Linux, the cause.
package enum Folder {
  /// Makes a folder and its missing parents.
  ///
  /// - Returns: the folders that did not exist before, the outermost first.
  @discardableResult
  package static func make(_ path: String) throws(FileError) -> [String] {
    var made: [String] = []
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o755) == 0 {
        made.append(prefix)
      } else {
        let cause = errno
        guard isFolder(prefix) else { throw FileError("make the folder", prefix, errno: cause) }
      }
      prefix += "/"
    }
    return made
  }

  /// The bytes that a user without privileges can still write there; nil if the file system does not say.
  static func freeBytes(_ path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return nil }
    return Int(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
  }

  /// The names of the folder's entries, sorted.
  static func contents(_ path: String) throws(FileError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw FileError("list the folder", path)
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
