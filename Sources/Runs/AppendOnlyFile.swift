import Foundation
import TextFormats

/// System calls on a file that only grows, or is cut back to what it was.
enum AppendOnlyFile {
  /// Adds `text` in one go and waits until it is on disk.
  ///
  /// - Returns: the file's length before.
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

  /// Its length in bytes, or nil if there is no such file.
  static func length(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  static func cut(_ path: String, to length: Int) throws(FileError) {
    guard truncate(path, off_t(length)) == 0 else { throw FileError("cut back", path) }
  }
}
