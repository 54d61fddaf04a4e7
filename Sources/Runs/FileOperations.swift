import Foundation
package import TextFormats

/// System calls on a file that only grows, or is truncated to an earlier length.
enum AppendOnlyFile {
  /// Appends `text` and waits until it is on disk.
  ///
  /// - Returns: the file's length before, in bytes.
  @discardableResult
  static func append(_ text: String, to path: String) throws(FileError) -> Int {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError("open", path) }
    defer { close(descriptor) }
    let before = lseek(descriptor, 0, SEEK_END)
    guard before >= 0 else { throw FileError("find the end of", path) }
    var rest = ArraySlice(Array(text.utf8))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError("write to", path) }
      rest = rest.dropFirst(count)
    }
    guard fdatasync(descriptor) == 0 else { throw FileError("write to", path) }
    return Int(before)
  }

  /// The file's length in bytes; nil if there is no such file.
  static func length(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Truncates the file to `length` bytes.
  static func cut(_ path: String, to length: Int) throws(FileError) {
    guard truncate(path, off_t(length)) == 0 else { throw FileError("truncate", path) }
  }
}

/// System calls on a folder. Foundation's errors name neither the folder nor, on Linux, the cause.
package enum Folder {
  /// Makes a folder and its missing parents.
  package static func make(_ path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o755) != 0 {
        let cause = errno
        guard isFolder(prefix) else { throw FileError("make the folder", prefix, errno: cause) }
      }
      prefix += "/"
    }
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
